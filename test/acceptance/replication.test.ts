/** Acceptance list, group B: budgets of bytes and messages, long logs in conflict, commands of every length. */
import { describe, expect, test } from 'vitest';
import { RealTarget } from '../../core/lab/real-target.ts';
import { readScenario } from '../../core/scenario/language/read.ts';
import { runScenario } from '../../core/scenario/run.ts';
import { wishOf } from '../../core/scenario/target.ts';
import { VirtualTarget } from '../../core/sim/virtual-target.ts';
import { VirtualRun } from './run-in-virtual-time.ts';

describe('B-10', () => {
  test('B-10 fast back-up: long conflicting logs are repaired in few requests', { timeout: 120_000 }, async () => {
    const refusals = new Map<string, number>();
    const run = new VirtualRun({
      nodes: 5,
      rules: { snapshotAfterEntries: null },
      onEvent: (event) => {
        if (event.ev !== 'raft.check' || event.check.success) return;
        const pair = `${event.node} of ${event.check.from}, term ${event.state.currentTerm}`;
        refusals.set(pair, (refusals.get(pair) ?? 0) + 1);
      },
    });
    const first = await run.leader();
    await openSessions(run);
    const [near = '', ...far] = others(first);
    await run.do('network.partition', { groups: [[first, near], far] });
    junk(run, first, 'a', 1);

    const second = await run.leader(first, near);
    await good(run, second, 'good');
    const [gone = '', ...rest] = far.filter((id) => id !== second);
    await run.do('network.partition', {
      groups: [
        [second, gone],
        [...rest, first, near],
      ],
    });
    junk(run, second, 'b', 1 + CLIENTS);

    const third = await run.leader(second, gone, first, near);
    await good(run, third, 'better');
    run.counts.mark('whole');
    await run.do('network.heal', {});
    await run.until('equal logs everywhere', () => haveEqualLogs(run), 15_000);

    const sent = run.counts.sent(undefined).filter(({ kind }) => kind === 'appendEntries');
    expect(sent.reduce((sum, { messages }) => sum + messages, 0)).toBeLessThanOrEqual(1400);
    // Three terms can be in conflict; one request more finds the end of a log that is too short.
    expect(Math.max(...refusals.values())).toBeLessThanOrEqual(4);
    expect(refusals.size).toBeGreaterThanOrEqual(2);
  });
});

const long = 'x'.repeat(5000);
const tenLongCommands = [
  '  - wait: { leader: any, sameTerm: all }\n    withinMs: 5000',
  '  - submit: put start 1',
  '  - mark: asked',
  ...Array.from({ length: 10 }, (_, at) => `  - submit: put k${at} ${long}`),
  '  - wait: { sameLog: all, committed: { atLeast: 13, nodes: all } }\n    withinMs: 5000',
  '  - expect: { sent: { since: asked, of: characters, atLeast: 100000, atMost: 200000 } }',
];

/** The longest value has 64 KiB; one more is refused before anybody is asked. */
const most = 'x'.repeat(65_536 - 'put k '.length);
const lengths = [
  '  - wait: { leader: any, sameTerm: all }\n    withinMs: 5000',
  '  - submit: put k ""\n  - submit: get k\n    result: { value: "" }',
  '  - submit: put k 1\n  - submit: get k\n    result: { value: "1" }',
  `  - submit: put k ${most}\n  - submit: get k\n    result: { value: ${most} }`,
  `  - submit: append k ${most.slice(0, 20)}\n    expect: any`,
  '  - mark: end\n  - pause: 300\n    always: { leader: any, elections: { since: end, equals: 0 } }',
  '  - submit: put k 2\n  - wait: { sameLog: all }\n    withinMs: 5000',
];

test('B-02 each command goes to each follower once: ten of 5000 characters cost no more than four copies', async () => {
  expect(await performed(tenLongCommands)).toEqual({ verdict: 'passed', why: null });
});

test('B-18 commands of no length, of one and of the most characters there may be', async () => {
  expect(await performed(lengths)).toEqual({ verdict: 'passed', why: null });
});

test('B-02, B-18 the same on real servers', { timeout: 60_000 }, async () => {
  for (const steps of [tenLongCommands, lengths]) {
    const scenario = read(steps);
    const target = await RealTarget.open({ ...wishOf(scenario), seed: 3, version: 'test' });
    try {
      expect(await runScenario(scenario, target)).toMatchObject({ verdict: 'passed', why: null });
    } finally {
      await target.close();
    }
  }
});

test('B-18 a command that is too long is refused by name, and nobody is disturbed', async () => {
  const run = new VirtualRun({});
  await run.leader();
  const params = { client: 'c1', operation: `put k ${'x'.repeat(65_536)}` };
  expect(await run.answer(run.call('client.submit', params))).toMatchObject({
    ok: false,
    error: { code: 'badParams' },
  });
  expect(await run.submit('c1', 'put k 1')).toMatchObject({ status: 'ok' });
});

function read(steps: readonly string[]) {
  const head = "name: T\nabout: T.\npaper: '5.3'\ncluster: { nodes: 3 }\nlimitSeconds: 60\nsteps:\n";
  const scenario = readScenario(`${head}${steps.join('\n')}\n`);
  if (!scenario.ok) throw new Error(scenario.problems.join('\n').slice(0, 500));
  return scenario.scenario;
}

async function performed(steps: readonly string[]) {
  const scenario = read(steps);
  const { verdict, why } = await runScenario(scenario, new VirtualTarget({ ...wishOf(scenario), seed: 3 }));
  return { verdict, why: why?.slice(0, 500) ?? null };
}

const CLIENTS = 50;

function others(than: string): string[] {
  return ['S1', 'S2', 'S3', 'S4', 'S5'].filter((id) => id !== than);
}

async function openSessions(run: VirtualRun): Promise<void> {
  const ids = Array.from({ length: 3 * CLIENTS }, (_, at) => `c${at + 1}`);
  await Promise.all(ids.map((id) => run.submit(id, `put ${id} open`)));
}

/** Fifty commands for a leader without a majority, from clients that reach nobody else. */
function junk(run: VirtualRun, leader: string, text: string, firstClient: number): void {
  for (let at = 0; at < CLIENTS; at += 1) {
    const client = `c${firstClient + at}`;
    for (const server of others(leader)) void run.call('link.cut', { from: client, to: server });
    void run.call('client.submit', { client, operation: `put junk ${text}${at}`, target: leader });
  }
}

async function good(run: VirtualRun, leader: string, text: string): Promise<void> {
  const ids = Array.from({ length: CLIENTS }, (_, at) => `c${2 * CLIENTS + 1 + at}`);
  const outcomes = await Promise.all(ids.map((id) => run.submit(id, `put ${text} ${id}`, { target: leader })));
  expect(outcomes.every(({ status }) => status === 'ok')).toBe(true);
}

function haveEqualLogs(run: VirtualRun): boolean {
  const logs = [...run.view().nodes.values()].map(
    ({ log, state }) => `${state.commitIndex === state.lastLogIndex} ${JSON.stringify(log)}`,
  );
  return logs.every((log) => log === logs[0] && log.startsWith('true'));
}
