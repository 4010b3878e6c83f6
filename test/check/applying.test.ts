/** State machines apply everything once, in order, with one answer (§5.4.3, §7), through restarts and snapshots. */
import { describe, expect, test } from 'vitest';
import { ApplyRules } from '../../core/check/apply-rules.ts';
import { createState, defaultOptions, nothingRestored } from '../../core/raft/state.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import type { EventDraft } from '../../core/trace/recorder.ts';
import { configurationOf } from '../raft/given.ts';
import { record, state } from '../trace/samples.ts';
import { applied } from './traces.ts';

const server = { node: 'S1', inc: 1, state } as const;
const configuration = { voters: ['S1'], outgoing: [], learners: [], learnersNext: [], autoLeave: false };
const place = { lastIncludedTerm: 1, configuration, configurationIndex: 0, length: 9 };

function brokenBy(...events: (TraceEvent | EventDraft)[]): string[] {
  const rules = new ApplyRules();
  const found: string[] = [];
  const whole = events.flatMap((event) => ('seq' in event ? [event] : record([event])));
  for (const event of whole) rules.hear(event, (invariant) => found.push(invariant));
  return found;
}

const applies = (...indexes: number[]) => indexes.map((index) => applied('S1', index, `at ${index}`));

function compacts(why: 'taken' | 'installed', lastIncludedIndex: number): EventDraft {
  return { ...server, ev: 'log.compact', compact: { ...place, lastIncludedIndex, why, keepsLog: why === 'taken' } };
}

describe('a state machine goes on', () => {
  test('from the beginning when its server starts again', () => {
    const life = { address: '', detail: null, why: 'restarted' } as const;
    expect(brokenBy(...applies(1, 2), { ...server, ev: 'node.start', lifecycle: life }, ...applies(1, 2))).toEqual([]);
  });

  test('7 behind the snapshot that it was restored from', () => {
    const restored: EventDraft = {
      ...server,
      ev: 'log.restoreSnapshot',
      restoreSnapshot: { ...place, lastIncludedIndex: 2 },
    };
    expect(brokenBy(restored, ...applies(3))).toEqual([]);
    expect(brokenBy(restored, ...applies(1))).toEqual(['Applied Once and in Order']);
  });

  test('7 behind a snapshot that a leader sent, unless it is further already', () => {
    expect(brokenBy(...applies(1), compacts('installed', 5), ...applies(6))).toEqual([]);
    expect(brokenBy(...applies(1, 2, 3), compacts('installed', 2), ...applies(4))).toEqual([]);
  });

  test('7 where it was when it takes a snapshot itself', () => {
    expect(brokenBy(...applies(1), compacts('taken', 5), ...applies(6))).toEqual(['Applied Once and in Order']);
  });
});

test('5.4.3 the same answer from entries of different terms is no luck but a different command', () => {
  const [entry] = applied('S2', 1, 'at 1').apply.entries;
  if (entry === undefined) throw new Error('there is an entry');
  const other = { ...applied('S2', 1, 'at 1'), apply: { entries: [{ ...entry, term: 2 }] } };
  expect(brokenBy(...applies(1), other)).toEqual(['State Machine Safety']);
});

test('7 snapshots up to one index differ whichever is the greater number', () => {
  const withSnapshot = (id: string, checksum: number) => {
    const birth = {
      id,
      configuration: configurationOf(['S1']),
      options: defaultOptions,
      seed: 1,
      restored: nothingRestored,
    };
    const created = createState(birth);
    const snapshot = {
      lastIncludedIndex: 2,
      lastIncludedTerm: 1,
      configuration: birth.configuration,
      configurationIndex: 0,
    };
    created.snapshot = { ...snapshot, data: '', checksum };
    return created;
  };
  for (const [one, other] of [
    [1, 2],
    [2, 1],
  ] as const) {
    const rules = new ApplyRules();
    const found: string[] = [];
    for (const each of [withSnapshot('S1', one), withSnapshot('S2', other)])
      rules.judgeSnapshot(each, (invariant) => found.push(invariant));
    expect(found).toEqual(['State Machine Safety']);
  }
});
