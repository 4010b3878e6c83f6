/** The interpreter: what passes, fails or stays undecided, on a target driven by hand. */
import { describe, expect, test } from 'vitest';
import type { Reply } from '../../core/contract/lab-api.ts';
import { readScenario } from '../../core/scenario/language/read.ts';
import type { Progress } from '../../core/scenario/report.ts';
import { runScenario } from '../../core/scenario/run.ts';
import { lead, led, run } from './perform.ts';
import { granted, ScriptedTarget } from './target.ts';
import { nodeView } from './views.ts';

function submitted(status: string, result: string | null, why: string | null = null): Reply<unknown> {
  return { ok: true, value: { status, result, index: 1, tries: 1, hops: 0, why } };
}

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
