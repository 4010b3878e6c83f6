/** The interpreter: what passes, fails or stays undecided, and which calls it makes, on a target driven by hand. */
import { describe, expect, test } from 'vitest';
import type { LabMethod, Reply } from '../../core/contract/lab-api.ts';
import { readScenario } from '../../core/scenario/language/read.ts';
import type { Progress, ScenarioReport } from '../../core/scenario/report.ts';
import { runScenario } from '../../core/scenario/run.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';
import { granted, ScriptedTarget } from './target.ts';
import { nodeView, viewOf } from './views.ts';

function run(target: ScriptedTarget, steps: string, more = 'limitSeconds: 10'): Promise<ScenarioReport> {
  const read = readScenario(`name: T\nabout: T.\npaper: '5'\ncluster: { nodes: 3 }\n${more}\nsteps:\n${steps}`);
  if (!read.ok) {
    throw new Error(read.problems.join('\n'));
  }
  return runScenario(read.scenario, target);
}

function lead(id: string, term = 1) {
  return (view: ClusterView) => {
    view.nodes.set(id, nodeView(id, { role: 'leader', term }));
  };
}

function submitted(status: string, result: string | null, why: string | null = null): Reply<unknown> {
  return { ok: true, value: { status, result, index: 1, tries: 1, hops: 0, why } };
}

const led = () => viewOf({ S1: {}, S2: { role: 'leader' }, S3: {} });

describe('waits and pauses', () => {
  test('a wait ends as soon as its condition holds', async () => {
    const report = await run(new ScriptedTarget().at(40, lead('S2')), '  - wait: { leader: S2 }\n    withinMs: 100\n');
    expect(report).toEqual({
      name: 'T',
      verdict: 'passed',
      why: null,
      tookMs: 40,
      steps: [
        {
          number: 1,
          title: 'wait: { leader: S2 }, withinMs: 100',
          status: 'passed',
          detail: null,
          startedMs: 0,
          tookMs: 40,
        },
      ],
    });
  });

  test('a wait that comes too late fails with what was wrong, and the rest is skipped', async () => {
    const report = await run(new ScriptedTarget(), '  - wait: { leader: any }\n    withinMs: 100\n  - pause: 5\n');
    expect(report.verdict).toBe('failed');
    expect(report.why).toBe('step 1 (wait: { leader: any }, withinMs: 100): after 100 ms: no server leads');
    expect(report.steps.map(({ status }) => status)).toEqual(['failed', 'skipped']);
  });

  test("the scenario's own limit leaves it undecided", async () => {
    const report = await run(
      new ScriptedTarget(),
      '  - pause: 900\n  - wait: { leader: any }\n    withinMs: 500\n',
      'limitSeconds: 1',
    );
    expect(report).toMatchObject({ verdict: 'undecided', tookMs: 1000 });
    expect(report.why).toMatch(/the scenario's own limit was reached$/);
  });

  test('what must hold during a pause is looked at all through it', async () => {
    const target = new ScriptedTarget(led()).at(30, lead('S1', 2)).at(31, (view) => {
      view.nodes.set('S1', nodeView('S1', { term: 3 }));
    });
    const report = await run(target, '  - pause: 100\n    always: { leader: S2 }\n');
    expect(report.why).toMatch(/what must always hold does not: S1 leads in term 2, not S2/);
    expect(report.tookMs).toBe(30);
  });

  test('what must always hold is looked at in every step', async () => {
    const target = new ScriptedTarget(led()).at(30, lead('S1'));
    const more = 'limitSeconds: 10\nalways: [{ oneLeaderPerTerm: true }]';
    const report = await run(target, '  - pause: 20\n  - wait: { leader: none }\n    withinMs: 500\n', more);
    expect(report).toMatchObject({ verdict: 'failed', tookMs: 30 });
    expect(report.why).toMatch(/S1 and S2 both lead in term 1/);
  });

  test('a violation in the trace fails every scenario', async () => {
    const target = new ScriptedTarget().at(5, (view) => {
      view.violations.push({ invariant: 'Log Matching', detail: 'S1 and S2 differ', at: 5000 });
    });
    const report = await run(target, '  - pause: 20\n');
    expect(report.why).toMatch(/Log Matching is violated: S1 and S2 differ/);
  });
});

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

test('rounds are performed one after the other, and told apart', async () => {
  const target = new ScriptedTarget(led());
  const repeat = '  - repeat: { times: 2, steps: [{ call: network.heal }, { pause: 5 }] }\n  - pause: 1\n';
  const { steps, tookMs } = await run(target, repeat);
  expect(target.calls).toHaveLength(2);
  expect(steps.map(({ title }) => title)).toEqual([
    'call: network.heal, round 1',
    'pause: 5, round 1',
    'call: network.heal, round 2',
    'pause: 5, round 2',
    'pause: 1',
  ]);
  expect(tookMs).toBe(11);
});

describe('a scenario about a violation', () => {
  const more = 'limitSeconds: 10\nviolation: Log Matching';
  const steps = '  - pause: 20\n  - wait: { leader: S1 }\n    withinMs: 50\n';
  const violates = (invariant: string) =>
    new ScriptedTarget(led()).at(5, (view) => {
      view.violations.push({ invariant, detail: 'S1 and S2 differ', at: 5000 });
    });

  test('passes when it is found, and leaves the rest', async () => {
    const report = await run(violates('Log Matching'), steps, more);
    expect(report).toMatchObject({ verdict: 'passed', why: null, tookMs: 5 });
    expect(report.steps.map(({ status }) => status)).toEqual(['passed', 'skipped']);
    expect(report.steps[0]?.detail).toBe('Log Matching is violated: S1 and S2 differ');
  });

  test('fails when all steps pass without it, and for another one', async () => {
    expect((await run(new ScriptedTarget(), '  - pause: 20\n', more)).why).toBe('Log Matching was not violated');
    expect((await run(violates('Election Safety'), steps, more)).why).toMatch(/Election Safety is violated/);
  });
});

describe('§8 submitted commands', () => {
  const seven = submitted('ok', '{"value":"7"}');

  test('a command waits for its outcome, which is expected to be ok', async () => {
    const target = new ScriptedTarget(led(), () => ({ afterMs: 25, reply: seven }));
    const report = await run(target, "  - submit: get x\n    target: follower\n    result: { value: '7' }\n");
    expect(report).toMatchObject({ verdict: 'passed', tookMs: 25 });
    expect(target.calls).toEqual([['client.submit', { client: 'c1', operation: 'get x', target: 'S1' }]]);
  });

  test.each([
    ['submit: get x', submitted('unknown', null, 'no outcome'), 'the outcome is unknown (no outcome), not ok'],
    ['{ submit: get x, expect: refused }', seven, 'the outcome is ok, not refused'],
    ["{ submit: get x, result: { value: '8' } }", seven, 'the answer is {"value":"7"}, not {"value":"8"}'],
    ['{ submit: get x, result: { swapped: true } }', submitted('ok', null), 'the answer is null, not {"swapped":true}'],
  ])('%s fails for %j', async (step, reply, expected) => {
    const report = await run(new ScriptedTarget(led(), () => reply), `  - ${step}\n`);
    expect(report.steps[0]).toMatchObject({ status: 'failed', detail: expected });
  });

  test.each([
    ['{ submit: get x, expect: any }', submitted('unknown', null)],
    ['{ submit: get x, expect: refused }', submitted('refused', null)],
  ])('%s passes for %j', async (step, reply) => {
    expect((await run(new ScriptedTarget(led(), () => reply), `  - ${step}\n`)).verdict).toBe('passed');
  });

  test('a command in the background lets the scenario go on, and its outcome is judged when it comes', async () => {
    const target = new ScriptedTarget(led(), (method) =>
      method === 'client.submit' ? { afterMs: 30, reply: submitted('unknown', null) } : granted,
    );
    const steps = '  - { submit: put x 1, background: true, expect: ok }\n  - call: network.heal\n  - pause: 100\n';
    const report = await run(target, steps);
    expect(target.calls.map(([method]) => method)).toEqual(['client.submit', 'network.heal']);
    expect(report).toMatchObject({ verdict: 'failed', tookMs: 30 });
    expect(report.why).toMatch(/"put x 1" of c1: the outcome is unknown, not ok$/);
  });

  test('6.4 a read may go to several servers, one after the other', async () => {
    const target = new ScriptedTarget(led(), () => seven);
    await run(target, '  - { submit: get x, target: followers, read: local }\n');
    expect(target.calls.map(([, params]) => params)).toEqual([
      { client: 'c1', operation: 'get x', target: 'S1', read: 'local' },
      { client: 'c1', operation: 'get x', target: 'S3', read: 'local' },
    ]);
  });

  test('a command that is never answered fails in the end', async () => {
    const report = await run(new ScriptedTarget(led(), () => 'never'), '  - submit: get x\n', 'limitSeconds: 60');
    expect(report.why).toMatch(/no answer to client.submit within 30000 ms$/);
  });
});

test('progress tells every step when it starts and when it ends', async () => {
  const progress: Progress[] = [];
  const read = readScenario(
    "name: T\nabout: T.\npaper: '5'\ncluster: { nodes: 3 }\nlimitSeconds: 1\nsteps:\n  - pause: 5\n",
  );
  if (read.ok) {
    await runScenario(read.scenario, new ScriptedTarget(), (told) => progress.push(told));
  }
  expect(progress).toEqual([
    { kind: 'started', number: 1, of: 1, title: 'pause: 5' },
    {
      kind: 'ended',
      step: { number: 1, title: 'pause: 5', status: 'passed', detail: null, startedMs: 0, tookMs: 5 },
    },
  ]);
});
