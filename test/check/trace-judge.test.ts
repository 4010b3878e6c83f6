/** A recording is judged by its events alone: honest runs are never accused, and every bug of the zoo is found. */
import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { TraceJudge } from '../../core/check/trace-judge.ts';
import { simulateSeed } from '../../core/sim/simulate-seed.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import { bugs } from '../../core/zoo/zoo.ts';
import { stormEvents } from '../trace/storm.ts';
import { judge, readFrom, traceOf, unjudged } from './recorded.ts';

const SEEDS = 60;

describe('honest servers are not accused', () => {
  test(`by the traces of ${SEEDS} seeds with crashes, snapshots and changes of the members`, {
    timeout: 240_000,
  }, () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const events: TraceEvent[] = [];
      simulateSeed({ seed, onEvent: (event) => events.push(event) });
      const { found, findings, hole, isLinearizable, linearizability } = judge(events);
      expect({ seed, found, findings, hole }).toEqual({ seed, found: [], findings: [], hole: null });
      expect({ seed, isDecided: isLinearizable || linearizability === 'ok' }).toEqual({ seed, isDecided: true });
    }
  });

  const scenarios = readdirSync(new URL('../../scenarios', import.meta.url)).filter((name) => name.endsWith('.yaml'));

  test.each(scenarios)('by that of %s', { timeout: 60_000 }, async (name) => {
    const { found, findings, hole, isLinearizable } = judge(await traceOf(readFrom(name), 1));
    expect({ found, findings, hole, isLinearizable }).toEqual({
      ...{ found: [], findings: [], hole: null },
      isLinearizable: true,
    });
  });
});

describe('of the bug zoo, the trace alone shows', () => {
  const table: string[] = [];
  afterAll(() => console.log(table.join('\n')));

  test.each(bugs)('$name', { timeout: 60_000 }, async ({ name }) => {
    const scenario = readFrom(`zoo/${name}.yaml`);
    const { found, findings } = judge(await traceOf(scenario, 1));
    const [first] = findings;
    table.push(`${name.padEnd(26)} ${found.join(', ')}\n${' '.repeat(27)}${first?.detail} [${first?.seqs.join(', ')}]`);
    expect(found).not.toEqual([]);
    const { bug: _, ...cluster } = scenario.cluster;
    const { violation: __, ...rest } = scenario;
    expect(judge(await traceOf({ ...rest, cluster }, 1)).found).toEqual([]);
  });
});

describe('the events that clash', () => {
  test('are those in which two servers became leaders of one term', async () => {
    const events = await traceOf(readFrom('zoo/duplicate-votes.yaml'), 1);
    const finding = judge(events).findings.find(({ invariant }) => invariant === 'Election Safety');
    const clash = events.filter(({ seq }) => finding?.seqs.includes(seq));
    const elections = clash.flatMap((event) => (event.ev === 'raft.role' && event.role.to === 'leader' ? [event] : []));
    expect(new Set(elections.map(({ node }) => node))).toEqual(new Set(finding?.nodes));
    expect(new Set(elections.map(({ state }) => state.currentTerm)).size).toBe(1);
  });

  test('are two votes of one server in one term, across its restart', async () => {
    const events = await traceOf(readFrom('zoo/vote-not-saved.yaml'), 1);
    const finding = judge(events).findings.find(({ invariant }) => invariant === 'One Vote per Term');
    const votes = events.flatMap((event) =>
      finding?.seqs.includes(event.seq) && 'state' in event && event.state !== undefined ? [event] : [],
    );
    expect(votes.map(({ node }) => node)).toEqual([finding?.nodes[0], finding?.nodes[0]]);
    expect(new Set(votes.map(({ state }) => state?.votedFor)).size).toBe(2);
    expect(new Set(votes.map(({ inc }) => inc)).size).toBe(2);
  });
});

describe('lies to clients', () => {
  const honest = stormEvents(5, 1500);

  test('an answer that the log does not give', () => {
    const events = changeFirst(honest, 'client.ok', 'put', (op) => ({ ...op, result: '{"ok":false}' }));
    expect(judge(events).found).toContain('Answers Are True');
  });

  test('an acknowledgement of what no majority has on its disks', () => {
    const events = changeFirst(honest, 'client.ok', 'put', (op) => ({ ...op, index: 1_000_000 }));
    expect(judge(events).found).toContain('Acknowledged Is on a Majority of Disks');
  });

  test('a command that was refused and took effect', () => {
    const events = honest.map((event) =>
      event.ev === 'client.ok' && event.op.operation.startsWith('put')
        ? { ...event, ev: 'client.fail' as const }
        : event,
    );
    expect(judge(events).found).toContain('Refused Never Takes Effect');
  });

  test('a command that took effect twice', () => {
    const duplicates = sessionsOf('8-G02-retry-after-lost-reply.yaml');
    return duplicates.then((events) => {
      const doubled = events.map((event) =>
        event.ev === 'log.apply'
          ? { ...event, apply: { entries: event.apply.entries.map((each) => ({ ...each, duplicate: false })) } }
          : event,
      );
      expect(judge(events).found).toEqual([]);
      expect(judge(doubled).found).toContain('Each Command Takes Effect Once');
    });
  });
});

describe('an incomplete trace', () => {
  const events = stormEvents(6, 300);

  test('is judged up to the first event that is missing', () => {
    const { hole, findings } = judge(events.filter(({ seq }) => seq !== 500));
    expect({ hole, findings }).toEqual({ hole: 'Event 500 is missing.', findings: [] });
  });

  test('says where the recorder lost some', () => {
    const lost = events.map((event): TraceEvent => {
      const { seq, t, hlc, n } = event;
      return seq === 500 ? { seq, t, hlc, n, node: 'lab', ev: 'trace.gap', gap: { count: 3, why: 'slow' } } : event;
    });
    expect(judge(lost).hole).toBe('The recorder lost events before event 500.');
  });
});

test('what is found is told once, and not without end', () => {
  const events: TraceEvent[] = [];
  const bug = bugs.find(({ name }) => name === 'acknowledge-own-end');
  if (bug === undefined) throw new Error('the bug is gone');
  simulateSeed({ seed: 2, bug, onEvent: (event) => events.push(event) });
  const judging = new TraceJudge();
  const findings = [...unjudged(events).flatMap((event) => judging.hear(event)), ...judging.finish()];
  expect(findings.length).toBeGreaterThan(0);
  expect(new Set(findings.map(({ invariant, detail }) => invariant + detail)).size).toBe(findings.length);
});

type ClientEvent = Extract<TraceEvent, { op: unknown }>;

function changeFirst(
  events: readonly TraceEvent[],
  ev: ClientEvent['ev'],
  word: string,
  change: (op: ClientEvent['op']) => ClientEvent['op'],
): TraceEvent[] {
  const at = events.findIndex((event) => event.ev === ev && 'op' in event && event.op.operation.startsWith(word));
  return events.map((event, index) => (index === at && 'op' in event ? { ...event, op: change(event.op) } : event));
}

function sessionsOf(name: string): Promise<TraceEvent[]> {
  return traceOf(readFrom(name), 1);
}
