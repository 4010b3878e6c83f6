/** Which calls a step makes, and what is expected of their answers, on a target driven by hand. */
import { describe, expect, test } from 'vitest';
import type { LabMethod, Reply } from '../../core/contract/lab-api.ts';
import { lead, led, run } from './perform.ts';
import { granted, ScriptedTarget } from './target.ts';

describe('calls', () => {
  const methods: [string, [LabMethod, unknown][]][] = [
    ['{ call: node.crash, node: leader }', [['node.crash', { node: 'S2' }]]],
    [
      '{ call: node.crash, node: followers }',
      [
        ['node.crash', { node: 'S1' }],
        ['node.crash', { node: 'S3' }],
      ],
    ],
    ['{ call: network.heal }', [['network.heal', {}]]],
    [
      '{ call: network.partition, groups: [leader, others] }',
      [['network.partition', { groups: [['S2'], ['S1', 'S3']] }]],
    ],
    ['{ call: trace.note, text: Look }', [['trace.note', { text: 'Look' }]]],
    [
      '{ call: link.cut, from: leader, to: others }',
      [
        ['link.cut', { from: 'S2', to: 'S1' }],
        ['link.cut', { from: 'S2', to: 'S3' }],
      ],
    ],
    [
      '{ call: link.heal, from: others, to: leader }',
      [
        ['link.heal', { from: 'S1', to: 'S2' }],
        ['link.heal', { from: 'S3', to: 'S2' }],
      ],
    ],
    [
      '{ call: link.cut, from: [c1, S1], to: [S1, S3] }',
      [
        ['link.cut', { from: 'c1', to: 'S1' }],
        ['link.cut', { from: 'c1', to: 'S3' }],
        ['link.cut', { from: 'S1', to: 'S3' }],
      ],
    ],
  ];

  test.each(methods)('%s', async (step, expected) => {
    const target = new ScriptedTarget(led());
    expect((await run(target, `  - ${step}\n`)).verdict).toBe('passed');
    expect(target.calls).toEqual(expected);
  });

  test('saved names keep their server when the lead moves on', async () => {
    const target = new ScriptedTarget(led()).at(10, lead('S3', 2));
    await run(
      target,
      '  - save: { old: leader }\n  - wait: { leaderOtherThan: old }\n    withinMs: 50\n' +
        '  - { call: node.pause, node: [old, leader, oldLeader] }\n',
    );
    expect(target.calls.map(([, params]) => params)).toEqual([{ node: 'S2' }, { node: 'S3' }]);
  });

  test('a refusal of the lab fails the step with its sentence', async () => {
    const refusal: Reply<unknown> = { ok: false, error: { code: 'nodeUp', message: 'S1 is running already.' } };
    const report = await run(new ScriptedTarget(led(), () => refusal), '  - { call: node.restart, node: S1 }\n');
    expect(report.why).toBe('step 1 (call: node.restart, node: S1): S1 is running already.');
  });

  test('a call on a server that nobody is yet fails with the reason', async () => {
    const report = await run(new ScriptedTarget(), '  - { call: node.crash, node: leader }\n');
    expect(report.why).toMatch(/: no server leads$/);
  });

  test('a fault of the lab fails the scenario instead of hanging it', async () => {
    const target = new ScriptedTarget(led());
    target.call = () => Promise.reject(new Error('broken'));
    const report = await run(target, '  - call: network.heal\n');
    expect(report.why).toMatch(/network.heal failed inside the lab: broken/);
  });
});

describe('what is expected of calls', () => {
  const refusal: Reply<unknown> = { ok: false, error: { code: 'changeRefused', message: 'One change at a time.' } };

  test.each<[string, Reply<unknown>, string | null]>([
    ['expect: refused', refusal, null],
    ['code: changeRefused, message: change at a', refusal, null],
    ['code: changeRefused', granted, 'the answer is ok, not refused'],
    ['code: busy', refusal, 'the code of the refusal is changeRefused (One change at a time.), not busy'],
    ['message: two changes', refusal, 'the refusal says: "One change at a time.", and nothing of "two changes"'],
    ['expect: ok', refusal, 'One change at a time.'],
  ])('%s', async (expected, reply, detail) => {
    const target = new ScriptedTarget(led(), () => reply);
    const report = await run(target, `  - { call: member.remove, node: S3, ${expected} }\n`);
    expect(report.verdict).toBe(detail === null ? 'passed' : 'failed');
    if (detail !== null) expect(report.steps[0]?.detail).toBe(detail);
  });

  test.each<[string, [LabMethod, unknown]]>([
    ['{ call: member.add, as: learner }', ['member.add', { as: 'learner' }]],
    ['{ call: member.replace, node: leader, by: S4 }', ['member.replace', { node: 'S2', by: 'S4' }]],
    [
      '{ call: member.change, voters: [leader, S5], learners: [S1] }',
      ['member.change', { voters: ['S2', 'S5'], learners: ['S1'], leave: 'automatic' }],
    ],
    ['{ call: leader.transfer, to: follower }', ['leader.transfer', { to: 'S1' }]],
    ['{ call: cluster.rules, rules: { preVote: false } }', ['cluster.rules', { rules: { preVote: false } }]],
    ['{ call: node.snapshot, node: leader }', ['node.snapshot', { node: 'S2' }]],
  ])('%s', async (step, expected) => {
    const target = new ScriptedTarget(led());
    expect((await run(target, `  - ${step}\n`)).why).toBeNull();
    expect(target.calls).toEqual([expected]);
  });

  test('in the background the scenario goes on, and a refusal that was not expected fails it when it comes', async () => {
    const target = new ScriptedTarget(led(), (method) =>
      method === 'leader.transfer' ? { afterMs: 20, reply: refusal } : granted,
    );
    const steps = '  - { call: leader.transfer, to: S1, background: true, expect: ok }\n  - pause: 100\n';
    const report = await run(target, steps);
    expect(report).toMatchObject({ verdict: 'failed', tookMs: 20 });
    expect(report.why).toMatch(/leader.transfer: One change at a time.$/);
  });
});
