/** The judge as the simulator uses it: told of one server after each of its steps. */
import { describe, expect, test } from 'vitest';
import { InvariantChecker } from '../../core/check/invariants.ts';
import type { ServerState } from '../../core/check/server-state.ts';
import { entriesOf, entry, server } from './servers.ts';

function brokenBy(...steps: ServerState[]): string[] {
  const checker = new InvariantChecker();
  return steps.flatMap((step) => checker.observe([step]).map(({ invariant }) => invariant));
}

describe('what a crash may lose', () => {
  test('5.2 a vote that was not safe on disk may be given again after a crash', () => {
    const broken = brokenBy(
      server('S1', { currentTerm: 2 }),
      server('S1', { currentTerm: 3, votedFor: 'S2', safe: false }),
      server('S1', { currentTerm: 3, votedFor: 'S3', incarnation: 2 }),
    );
    expect(broken).toEqual([]);
  });

  test('5.2 a vote that was safe on disk may not', () => {
    const broken = brokenBy(
      server('S1', { currentTerm: 3, votedFor: 'S2' }),
      server('S1', { currentTerm: 3, votedFor: 'S3', incarnation: 2 }),
    );
    expect(broken).toEqual(['One Vote per Term']);
  });

  test('5.2 a vote is remembered through a moment without one', () => {
    const broken = brokenBy(
      server('S1', { currentTerm: 3, votedFor: 'S2' }),
      server('S1', { currentTerm: 3 }),
      server('S1', { currentTerm: 3, votedFor: 'S3' }),
    );
    expect(broken).toEqual(['One Vote per Term']);
  });

  test('a safe term never falls, not even through a crash', () => {
    expect(brokenBy(server('S1', { currentTerm: 3 }), server('S1', { currentTerm: 2, incarnation: 2 }))).toEqual([
      'The Term Never Falls',
    ]);
  });

  test('the commit index begins again with a new life, and only then', () => {
    const entries = entriesOf(1, 1);
    const high = server('S1', { entries, commitIndex: 2 });
    expect(brokenBy(high, server('S1', { entries, commitIndex: 0, incarnation: 2 }))).toEqual([]);
    expect(brokenBy(high, server('S1', { entries, commitIndex: 1 }))).toEqual(['The Commit Index Never Falls']);
  });
});

describe('logs that are changed in place', () => {
  test('5.3 a leader that replaces its own entry is found, whatever the length', () => {
    const entries = entriesOf(1, 1, 1);
    const leader = server('S1', { role: 'leader', entries });
    const checker = new InvariantChecker();
    expect(checker.observe([leader])).toEqual([]);
    entries.splice(1, 2, entry(2, 1, 'put y 1'), entry(3, 1, 'put y 2'));
    expect(checker.observe([leader])).toEqual([
      {
        invariant: 'Leader Append-Only',
        detail: 'S1, leader of term 1, removed or replaced its entry 2.',
        nodes: ['S1'],
      },
    ]);
  });

  test('5.3 a follower may cut its tail', () => {
    const entries = entriesOf(1, 1, 1);
    const follower = server('S1', { entries });
    const checker = new InvariantChecker();
    checker.observe([follower]);
    entries.length = 1;
    expect(checker.observe([follower])).toEqual([]);
  });

  test('5.4 a committed entry that is replaced on the same server is found', () => {
    const entries = entriesOf(1, 1);
    const follower = server('S1', { currentTerm: 2, entries, commitIndex: 2 });
    const checker = new InvariantChecker();
    expect(checker.observe([follower])).toEqual([]);
    entries.splice(1, 1, entry(2, 2));
    expect(checker.observe([follower]).map(({ invariant }) => invariant)).toEqual(['State Machine Safety']);
  });
});

describe('between servers', () => {
  test('5.4.3 a leader is compared with what was committed before, and again with what is committed later', () => {
    const checker = new InvariantChecker();
    const short = server('S3', { currentTerm: 2, role: 'leader', entries: entriesOf(1) });
    const full = server('S1', { currentTerm: 1, entries: entriesOf(1, 1), commitIndex: 1 });
    checker.observe([full]);
    expect(checker.observe([short])).toEqual([]);
    checker.observe([{ ...full, commitIndex: 2 }]);
    expect(checker.observe([short]).map(({ invariant }) => invariant)).toEqual(['Leader Completeness']);
  });

  test('5.3 a dead server is not compared, but its disk counts for the majority', () => {
    const checker = new InvariantChecker();
    const entries = entriesOf(1);
    const leader = server('S1', { role: 'leader', entries, commitIndex: 1 });
    checker.observe([server('S2', { entries }), server('S3')]);
    checker.observe([{ ...server('S2', { entries }), alive: false }]);
    expect(checker.observe([leader])).toEqual([]);
    checker.observe([server('S2', { incarnation: 2 })]);
    expect(checker.observe([leader]).map(({ invariant }) => invariant)).toEqual(['Committed Is on a Majority']);
  });

  test('5.3 a server that comes back is compared whole, with the log it had', () => {
    const checker = new InvariantChecker();
    const other = server('S2', { entries: [entry(1, 1, 'put x 2')] });
    checker.observe([other]);
    checker.observe([{ ...other, alive: false }]);
    expect(checker.observe([server('S1', { entries: [entry(1, 1, 'put x 1')] })])).toEqual([]);
    expect(checker.observe([{ ...other, incarnation: 2 }])).toEqual([
      {
        invariant: 'Log Matching',
        detail: 'S2 and S1 both hold entry 1 of term 1, but differ at index 1.',
        nodes: ['S2', 'S1'],
      },
    ]);
  });

  test('5.3 logs with an entry in common must agree in the terms before it', () => {
    const common = entry(2, 3);
    const broken = brokenBy(
      server('S1', { currentTerm: 3, entries: [entry(1, 1), common] }),
      server('S2', { currentTerm: 3, entries: [entry(1, 2), common] }),
    );
    expect(broken).toEqual(['Log Matching']);
  });

  test('5.4.3 completeness is asked of leaders of later terms only', () => {
    const broken = brokenBy(
      server('S1', { currentTerm: 2, entries: entriesOf(1, 1), commitIndex: 2 }),
      server('S3', { currentTerm: 2, role: 'leader', entries: entriesOf(1) }),
    );
    expect(broken).toEqual([]);
  });

  test('only what is committed is applied', () => {
    expect(brokenBy(server('S1', { entries: entriesOf(1, 1), commitIndex: 1, lastApplied: 2 }))).toEqual([
      'Applied Is Committed',
    ]);
  });
});
