/** The fold of the trace, one event at a time. */
import { describe, expect, test } from 'vitest';
import type { LinkRule } from '../../core/trace/events.ts';
import {
  committedIndex,
  holdersOf,
  isCut,
  labClockAt,
  leaderOfHighestTerm,
  majority,
} from '../../core/trace/queries.ts';
import type { EventDraft } from '../../core/trace/recorder.ts';
import { applyEvent, cloneView } from '../../core/trace/view.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';
import { append, crash, entries, fold, life, on, start } from './folded.ts';
import { record } from './samples.ts';

function terms(view: ClusterView, node: string): number[] | undefined {
  return view.nodes.get(node)?.log.map(({ term }) => term);
}

describe('the log', () => {
  test('is appended to, cut, and superseded from the first new index on', () => {
    expect(terms(fold(append(1, 1, 1), append(3, 2)), 'S2')).toEqual([1, 1, 2]);
    const truncate: EventDraft = {
      ...on('S2'),
      ev: 'log.truncate',
      truncate: { fromIndex: 2, toIndex: 3, leader: 'S1' },
    };
    expect(terms(fold(append(1, 1, 1, 1), truncate), 'S2')).toEqual([1]);
    expect(terms(fold(append(1, 1, 1, 1), append(2, 3)), 'S2')).toEqual([1, 3]);
  });

  test('is exactly what the disk gave back after a start', () => {
    const restore = (from: number, term: number): EventDraft => ({
      ...on('S2'),
      ev: 'log.restore',
      restore: { entries: entries(from, term) },
    });
    expect(terms(fold(append(1, 1, 1, 1), crash, start, restore(1, 1), restore(2, 2)), 'S2')).toEqual([1, 2]);
    expect(terms(fold(append(1, 1, 1, 1), crash), 'S2')).toEqual([1, 1, 1]);
    expect(terms(fold(append(1, 1, 1, 1), crash, start), 'S2')).toEqual([]);
  });

  test('never grows a hole, whatever a damaged trace says', () => {
    expect(terms(fold(append(1, 1), append(1_000_000_000, 1)), 'S2')).toEqual([1]);
  });
});

describe('a leader and its beliefs', () => {
  const progress: EventDraft = {
    ...on('S2'),
    ev: 'raft.progress',
    progress: { peer: 'S3', nextIndex: 4, matchIndex: 3, inFlight: 1, mode: 'replicate', why: 'success' },
  };
  const elected: EventDraft = {
    ...on('S2'),
    ev: 'raft.role',
    role: { from: 'candidate', to: 'leader', why: 'majorityOfVotes', votes: ['S2', 'S3'] },
  };
  const answer: EventDraft = {
    ...on('S2'),
    ev: 'msg.recv',
    msg: { id: 'S3.1.1', from: 'S3', to: 'S2', term: 4, kind: 'appendEntriesReply' },
  };

  test('are filled by progress and answers, and end with the role', () => {
    expect(fold(elected, progress, answer).nodes.get('S2')?.progress.get('S3')).toEqual({
      nextIndex: 4,
      matchIndex: 3,
      inFlight: 1,
      mode: 'replicate',
      installing: null,
      lastAnswerAt: 400,
    });
    expect(fold(elected, progress, elected).nodes.get('S2')?.progress.size).toBe(0);
    expect(fold(elected, progress, crash).nodes.get('S2')?.progress.size).toBe(0);
  });

  test('a candidate begins with its own vote and counts the answers', () => {
    const candidate: EventDraft = {
      ...on('S2'),
      ev: 'raft.role',
      role: { from: 'follower', to: 'candidate', why: 'electionTimeout', votes: [] },
    };
    const tally: EventDraft = {
      ...on('S2'),
      ev: 'raft.tally',
      tally: { from: 'S3', granted: false, have: 1, need: 2 },
    };
    expect([...(fold(candidate, tally).nodes.get('S2')?.votes ?? [])]).toEqual([
      ['S2', true],
      ['S3', false],
    ]);
    expect(fold(candidate, tally, elected).nodes.get('S2')?.votes.size).toBe(0);
  });

  test('of several leaders the one of the highest term is the cluster’s, unless it is down', () => {
    const leads = (node: string, currentTerm: number): EventDraft => ({
      ...on(node, { currentTerm, commitIndex: currentTerm }),
      ev: 'node.start',
      lifecycle: { ...life, why: 'started' },
    });
    const view = fold(leads('S1', 3), leads('S2', 5));
    expect(leaderOfHighestTerm(view)?.id).toBe('S2');
    expect(leaderOfHighestTerm(fold(leads('S1', 3), leads('S2', 5), crash))?.id).toBe('S1');
    expect([majority(view), committedIndex(view)]).toEqual([2, 5]);
  });
});

describe('the network', () => {
  const msg = { id: 'S1.1.1', from: 'S1', to: 'S2', term: 4, kind: 'requestVote', lastLogIndex: 6 } as const;
  const address = { id: 'S1.1.1', from: 'S1', to: 'S2', term: 4, kind: 'requestVote' } as const;
  const send: EventDraft = { ...on('S1'), ev: 'msg.send', msg };

  test('a message is in flight from its sending to its receipt or loss; a copy that comes later harms nothing', () => {
    const receive: EventDraft = { ...on('S2'), ev: 'msg.recv', msg: address };
    const hold: EventDraft = { node: 'lab', ev: 'msg.hold', msg: address, why: 'held' };
    expect(fold(send, hold).messages.get('S1.1.1')).toEqual({ message: msg, sentAt: 200, held: true });
    expect(fold(send, receive, receive).messages.size).toBe(0);
    const dropped = fold(send, { node: 'lab', ev: 'msg.drop', msg: address, why: 'loss' });
    expect([dropped.messages.size, dropped.dropped]).toEqual([0, [{ message: msg, at: 300, why: 'loss' }]]);
  });

  const rule: LinkRule = {
    from: 'S1',
    to: 'S2',
    cut: true,
    delayMs: 0,
    jitterMs: 0,
    loss: 0,
    duplicate: 0,
    reorder: 0,
  };
  const back = { ...rule, from: 'S2', to: 'S1' };
  const fault = { by: 'user', target: null } as const;
  const groups = [['S1'], ['S2', 'S3']];
  const partition: EventDraft = {
    node: 'lab',
    ev: 'fault.partition',
    fault: { ...fault, groups, links: [rule, back] },
  };
  const change = (links: LinkRule[]): EventDraft => ({
    node: 'lab',
    ev: 'fault.link',
    fault: { ...fault, groups: [], links },
  });

  test('a partition stands until the last of its cuts is healed', () => {
    const half = fold(partition, change([{ ...rule, cut: false }]));
    expect([half.partition, isCut(half, 'S1', 'S2'), isCut(half, 'S2', 'S1')]).toEqual([groups, false, true]);
    const whole = fold(
      partition,
      change([
        { ...rule, cut: false },
        { ...back, cut: false, delayMs: 5 },
      ]),
    );
    expect([whole.partition, whole.partitionSince, whole.links.size]).toEqual([[], null, 1]);
    const heal: EventDraft = { node: 'lab', ev: 'fault.heal', fault: { ...fault, groups: [], links: [] } };
    expect(fold(partition, heal).links.size).toBe(0);
  });
});

test('an operation goes from asked to its outcome by its own name, even while it has no session', () => {
  const op = { serial: 0, operation: 'put x 7', tries: 1, hops: 0, target: null, index: null, why: null };
  const more = { ...op, session: '', result: null, duplicate: false };
  const invoke = (id: string): EventDraft => ({ node: 'c1', ev: 'client.invoke', op: { ...more, id } });
  const ok: EventDraft = { node: 'c1', ev: 'client.ok', op: { ...more, id: 'c1.1', session: '12', serial: 1 } };
  const operations = fold(invoke('c1.1'), invoke('c1.2'), ok).operations.get('c1');
  expect(operations?.map(({ op: { id, session }, status }) => [id, session, status])).toEqual([
    ['c1.1', '12', 'ok'],
    ['c1.2', '', 'waiting'],
  ]);
});

test('before operations had names of their own, session and serial told them apart', () => {
  const op = {
    session: 'c1',
    serial: 1,
    operation: 'put x 7',
    tries: 1,
    hops: 0,
    target: null,
    result: null,
    index: null,
    duplicate: false,
    why: null,
  };
  const invoke = (serial: number): EventDraft => ({ node: 'c1', ev: 'client.invoke', op: { ...op, serial } });
  const ok: EventDraft = { node: 'c1', ev: 'client.ok', op: { ...op, result: 'ok', index: 3 } };
  const retry: EventDraft = { node: 'c1', ev: 'client.retry', op: { ...op, serial: 2, tries: 2 } };
  const operations = fold(invoke(1), invoke(2), ok, retry).operations.get('c1');
  expect(operations?.map(({ op: { tries }, status, endedAt }) => [tries, status, endedAt])).toEqual([
    [1, 'ok', 400],
    [2, 'waiting', null],
  ]);
});

test('the lab clock is read from the last pace', () => {
  const pace: EventDraft = {
    node: 'lab',
    ev: 'lab.pace',
    pace: { mode: 'classroom', rate: 0.1, clock: 50, holdMs: 40 },
  };
  expect(labClockAt(fold(pace), 1200)).toBe(150);
});

test('a clone is a moment that later events do not change', () => {
  const view = fold(append(1, 1));
  const moment = cloneView(view);
  const before = JSON.stringify([...moment.nodes.values()]);
  for (const event of record([append(2, 2), crash])) applyEvent(view, event);
  expect(JSON.stringify([...moment.nodes.values()])).toBe(before);
  expect(holdersOf(view, 2, 2)).toEqual(['S2']);
  expect(holdersOf(moment, 2, 2)).toEqual([]);
});
