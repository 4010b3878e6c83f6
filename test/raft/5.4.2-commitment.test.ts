/** §5.4.2 and Figure 8: entries of earlier terms are not committed by counting copies. */
import { describe, expect, test } from 'vitest';
import { advanceCommitIndex } from '../../core/raft/commitment.ts';
import { emptyOutput } from '../../core/raft/output.ts';
import { HandCluster } from '../vectors/scenario/hand-cluster.ts';
import { electionTimeout, five, leader, propose, receive, saved, termsOf } from './given.ts';
import { success, vote } from './messages.ts';

describe('5.3 a leader commits', () => {
  test('what a majority stores, and applies it in order', () => {
    const state = leader({ term: 2, log: [2, 2, 2], voters: five });
    receive(state, success('S2', 2, 3));
    expect(state.commitIndex).toBe(0);
    const output = receive(state, success('S3', 2, 2));
    expect([state.commitIndex, output.apply.map(({ index }) => index)]).toEqual([2, [1, 2]]);
    expect(output.notes).toContainEqual({ ev: 'log.commit', commit: { from: 0, to: 2, why: 'majority' } });
  });

  test('without its own disk when the followers are a majority (thesis 10.2.1)', () => {
    const state = leader({ term: 2, log: [2] });
    propose(state, 'x');
    receive(state, success('S2', 2, 2));
    expect(state.commitIndex).toBe(1);
    receive(state, success('S3', 2, 2));
    expect([state.commitIndex, state.durableIndex]).toEqual([2, 1]);
  });

  test('never by the copies of learners', () => {
    const state = leader({ term: 2, log: [2], learners: ['S8', 'S9'] });
    receive(state, success('S8', 2, 1));
    receive(state, success('S9', 2, 1));
    expect(state.commitIndex).toBe(0);
  });
});

test('5.4.2 a leader does not commit an old-term entry by counting', () => {
  const state = leader({ term: 4, log: [1, 2], voters: five, commitIndex: 1 });
  receive(state, success('S2', 4, 2));
  const output = receive(state, success('S3', 4, 2));
  expect(state.commitIndex).toBe(1);
  expect(output.notes).toContainEqual({ ev: 'raft.withhold', withhold: { index: 2, term: 2, currentTerm: 4 } });
});

test('5.4.2 an entry of its own term commits all before it', () => {
  const state = leader({ term: 4, log: [1, 2, 4], voters: five, commitIndex: 1 });
  receive(state, success('S2', 4, 3));
  const output = receive(state, success('S3', 4, 3));
  expect(output.apply.map(({ index }) => index)).toEqual([2, 3]);
});

test('5.4.2 a configuration without voters commits nothing', () => {
  const state = leader({ term: 4, log: [4], voters: [] });
  advanceCommitIndex(state, emptyOutput(), new Map());
  expect(state.commitIndex).toBe(0);
});

describe('Figure 8', () => {
  test('(c) to (d): S5 may still overwrite the old entry that a majority stores, and nothing committed is lost', () => {
    const cluster = figure8();
    cluster.network.block(['AppendEntries']);
    const [one, five] = [cluster.server(1), cluster.server(5)];
    electInTerm(cluster, 1, 4);
    expect([one.state.role.kind, one.state.commitIndex]).toEqual(['leader', 1]);
    cluster.crash(one);
    cluster.restart(five);
    electInTerm(cluster, 5, 5);
    cluster.network.unblock();
    cluster.heartbeats();
    cluster.settle();
    cluster.heartbeats();
    cluster.settle();
    expect([2, 3, 4, 5].map((number) => termsOf(cluster.server(number).state))).toEqual(Array(4).fill([1, 3, 5]));
    expect(five.state.commitIndex).toBe(3);
  });

  test('(e): once an entry of term 4 is on a majority, S5 cannot win', () => {
    const cluster = figure8();
    electInTerm(cluster, 1, 4);
    expect(cluster.server(1).state.commitIndex).toBe(3);
    cluster.crash(cluster.server(1));
    cluster.restart(cluster.server(5));
    electInTerm(cluster, 5, 5);
    expect(cluster.server(5).state.role.kind).toBe('candidate');
  });

  /** After (b): S5 led term 3 for a moment and crashed; term 2's entry is on S1 and S2 only. */
  function figure8(): HandCluster {
    const entry2 = { term: 3, log: [1, 2], commit: 1 };
    const without = { term: 3, log: [1], commit: 1 };
    const init = {
      '1': entry2,
      '2': { ...entry2, log: [1, 2] },
      '3': { ...entry2 },
      '4': without,
      '5': { term: 4, log: [1, 3] },
    };
    const cluster = new HandCluster({ nodes: [1, 2, 3, 4, 5], init });
    cluster.crash(cluster.server(5));
    return cluster;
  }

  function electInTerm(cluster: HandCluster, number: number, term: number): void {
    const server = cluster.server(number);
    while (server.state.currentTerm < term) {
      cluster.happen(server, { kind: 'timeout', timer: 'election', why: 'elapsed' });
    }
    cluster.settle();
  }
});

test('5.4.2, 8: a new leader commits what its predecessors left with the no-op of its term', () => {
  const state = leader({ term: 1, log: [1, 1] });
  state.role = { kind: 'follower' };
  const output = [electionTimeout(state), receive(state, vote('S2', 2))][1] ?? emptyOutput();
  receive(state, success('S2', 2, 3));
  expect(state.commitIndex).toBe(0);
  saved(state, output);
  expect([state.commitIndex, termsOf(state)]).toEqual([3, [1, 1, 2]]);
});
