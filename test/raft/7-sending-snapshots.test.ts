/** §7, the leader's side: whoever needs what is compacted gets the snapshot, a chunk at a time, and then what follows. */
import { describe, expect, test } from 'vitest';
import type { Output } from '../../core/raft/duties.ts';
import type { AppendEntries, InstallSnapshot } from '../../core/raft/messages.ts';
import type { Progress, RaftOptions, RaftState } from '../../core/raft/types.ts';
import { compact, follower, heartbeat, lead, leader, progressOf, propose, receive, sentTo } from './given.ts';
import { chunkReply, refusal, success } from './messages.ts';

const text = 'twelve chars';

/** Of term 4, compacted up to entry 3 of term 2; S2 is known by `progress`, S3 has everything. */
function leading(progress: Partial<Progress> = {}, options: Partial<RaftOptions> = { maxChunkLength: 5 }): RaftState {
  const state = follower({ term: 4, votedFor: 'S1', log: [1, 1, 2, 4, 4], commitIndex: 5, options });
  compact(state, 3, text);
  return lead(state, { S2: progress, S3: { matchIndex: 5, nextIndex: 6, mode: 'replicate' } });
}

function chunksTo(output: Output, peer: string): InstallSnapshot[] {
  return sentTo(output, peer).flatMap((message) => (message.kind === 'installSnapshot' ? [message] : []));
}

function requestsTo(output: Output, peer: string): AppendEntries[] {
  return sentTo(output, peer).flatMap((message) => (message.kind === 'appendEntries' ? [message] : []));
}

describe('7 a leader sends its snapshot', () => {
  test.each([1, 2, 3])('when entry %i is needed and compacted', (nextIndex) => {
    const state = leading({ nextIndex });
    expect(chunksTo(heartbeat(state), 'S2')).toMatchObject([
      { lastIncludedIndex: 3, lastIncludedTerm: 2, offset: 0, data: 'twelv', done: false },
    ]);
    expect(progressOf(state, 'S2').mode).toBe('snapshot');
  });

  test('and not when the first entry that is needed is there: the term of the last included one is kept for that', () => {
    const output = heartbeat(leading({ nextIndex: 4 }));
    expect(chunksTo(output, 'S2')).toEqual([]);
    expect(requestsTo(output, 'S2')).toMatchObject([{ prevLogIndex: 3, prevLogTerm: 2, entries: [{}, {}] }]);
  });

  test('when a refusal leads back to what is compacted, at once', () => {
    const state = leading({ nextIndex: 6, probeSent: true });
    const output = receive(state, refusal('S2', 4, 5, { term: null, index: 2 }));
    expect(chunksTo(output, 'S2')).toMatchObject([{ offset: 0 }]);
    expect(output.notes).toContainEqual(
      expect.objectContaining({ progress: expect.objectContaining({ peer: 'S2', why: 'compacted' }) }),
    );
  });

  test('one chunk at a time, each after the answer to the one before, in what the receiver says it has', () => {
    const state = leading({ nextIndex: 1 });
    heartbeat(state);
    expect(chunksTo(receive(state, chunkReply('S2', 4, 3, { offset: 5 })), 'S2')).toMatchObject([
      { offset: 5, data: 'e cha', done: false },
    ]);
    expect(chunksTo(receive(state, chunkReply('S2', 4, 3, { offset: 10 })), 'S2')).toMatchObject([
      { offset: 10, data: 'rs', done: true },
    ]);
  });

  test('without waiting for its own disk: the snapshot was safe before', () => {
    expect(heartbeat(leading({ nextIndex: 1 })).sendAfterSave).toEqual([]);
  });
});

describe('7 during a transfer', () => {
  test('heartbeats go on, so that a long transfer does not cost the lead', () => {
    const state = leading({ nextIndex: 1 });
    heartbeat(state, 0);
    const output = heartbeat(state, 50);
    expect(requestsTo(output, 'S2')).toMatchObject([{ prevLogIndex: 0, prevLogTerm: 0, entries: [] }]);
    expect(chunksTo(output, 'S2')).toEqual([]);
  });

  test('the answers to heartbeats move nothing, and a refusal does not begin anew', () => {
    const state = leading({ nextIndex: 1 });
    heartbeat(state);
    const before = structuredClone(progressOf(state, 'S2'));
    const refused = { term: null, index: 1 };
    for (const answer of [success('S2', 4, 0), refusal('S2', 4, 2, refused), refusal('S2', 4, 3, refused)]) {
      expect(sentTo(receive(state, answer), 'S2')).toEqual([]);
    }
    expect(progressOf(state, 'S2')).toEqual({ ...before, heardFrom: true });
  });

  test('a chunk without an answer is sent again after an election timeout, and not before', () => {
    const state = leading({ nextIndex: 1 });
    heartbeat(state, 1000);
    receive(state, chunkReply('S2', 4, 3, { offset: 5 }), 1010);
    expect(chunksTo(heartbeat(state, 1159), 'S2')).toEqual([]);
    expect(chunksTo(heartbeat(state, 1160), 'S2')).toMatchObject([{ offset: 5 }]);
  });

  test('a repeated answer does not send the next chunk twice', () => {
    const state = leading({ nextIndex: 1 });
    heartbeat(state);
    receive(state, chunkReply('S2', 4, 3, { offset: 5 }));
    expect(chunksTo(receive(state, chunkReply('S2', 4, 3, { offset: 5 })), 'S2')).toEqual([]);
  });

  test('new commands wait for its end, while other followers get them at once', () => {
    const state = leading({ nextIndex: 1 });
    heartbeat(state);
    const output = propose(state, 'x');
    expect([sentTo(output, 'S2'), requestsTo(output, 'S3')]).toMatchObject([[], [{ entries: [{ index: 6 }] }]]);
  });

  test('a newer snapshot of the leader does not disturb the one that is on its way', () => {
    const state = leading({ nextIndex: 1 });
    heartbeat(state);
    compact(state, 5, 'newer');
    const output = receive(state, chunkReply('S2', 4, 3, { offset: 5 }));
    expect(chunksTo(output, 'S2')).toMatchObject([{ lastIncludedIndex: 3, offset: 5 }]);
  });

  test('a receiver that lost everything, or got a damaged text, gets it again from the beginning', () => {
    const state = leading({ nextIndex: 1 });
    heartbeat(state);
    receive(state, chunkReply('S2', 4, 3, { offset: 5 }));
    receive(state, chunkReply('S2', 4, 3, { offset: 0 }));
    expect(progressOf(state, 'S2')).toMatchObject({ matchIndex: 0, nextIndex: 1, installing: null });
    expect(chunksTo(heartbeat(state), 'S2')).toMatchObject([{ offset: 0 }]);
  });
});

describe('7 at the end of a transfer', () => {
  test('the receiver stores all up to the snapshot, and what follows is sent at once', () => {
    const state = leading({ nextIndex: 1 });
    heartbeat(state);
    const output = receive(state, chunkReply('S2', 4, 3, { offset: 12, installed: true }));
    expect(progressOf(state, 'S2')).toMatchObject({ matchIndex: 3, mode: 'replicate', installing: null });
    expect(requestsTo(output, 'S2')).toMatchObject([{ prevLogIndex: 3, entries: [{ index: 4 }, { index: 5 }] }]);
    expect(output.notes).toContainEqual(
      expect.objectContaining({ progress: expect.objectContaining({ why: 'installed', matchIndex: 3 }) }),
    );
  });

  test('a receiver that turns out to have it all ends the transfer with the first chunk', () => {
    const state = leading({ nextIndex: 1 });
    heartbeat(state);
    receive(state, chunkReply('S2', 4, 3, { offset: 5, installed: true }));
    expect(progressOf(state, 'S2')).toMatchObject({ matchIndex: 3, installing: null });
  });

  test('and so does an acknowledgement of entries behind it', () => {
    const state = leading({ nextIndex: 1 });
    heartbeat(state);
    receive(state, success('S2', 4, 5));
    expect(progressOf(state, 'S2')).toMatchObject({ matchIndex: 5, nextIndex: 6, mode: 'replicate', installing: null });
  });

  test('what was compacted meanwhile comes as the next snapshot', () => {
    const state = leading({ nextIndex: 1 });
    heartbeat(state);
    compact(state, 5, 'newer');
    const output = receive(state, chunkReply('S2', 4, 3, { offset: 12, installed: true }));
    expect(chunksTo(output, 'S2')).toMatchObject([{ lastIncludedIndex: 5, offset: 0, data: 'newer', done: true }]);
  });

  test('the snapshot commits nothing that was not, and counts for what is', () => {
    const state = leader({ term: 4, log: [4, 4], commitIndex: 0 });
    receive(state, chunkReply('S2', 4, 2, { offset: 9, installed: true }));
    expect(state.commitIndex).toBe(2);
  });
});

test.each([
  ['of an older term', chunkReply('S2', 3, 3, { offset: 5 }), 'staleTerm'],
  ['from no member', chunkReply('S9', 4, 3, { offset: 5 }), 'notMember'],
  ['about another snapshot', chunkReply('S2', 4, 2, { offset: 5 }), 'oldNews'],
  ['about what the leader never had', chunkReply('S2', 4, 9, { offset: 5, installed: true }), 'beyondLog'],
])('7 an answer %s moves nothing', (_what, answer, why) => {
  const state = leading({ nextIndex: 1 });
  heartbeat(state);
  const output = receive(state, answer);
  expect(output.notes).toMatchObject([{ ignore: { message: 'installSnapshotReply', why } }]);
  expect([sentTo(output, 'S2'), progressOf(state, 'S2').matchIndex]).toEqual([[], 0]);
});

test('7 a leader and an empty follower: the whole transfer, and then one log', () => {
  const state = leading({ nextIndex: 1 }, { maxChunkLength: 1 });
  const other = follower({ id: 'S2', term: 4 });
  const queue = sentTo(heartbeat(state), 'S2');
  let delivered = 0;
  for (let message = queue.shift(); message !== undefined; message = queue.shift()) {
    if (++delivered > 100) throw new Error('The transfer never ends.');
    if (message.to === 'S2') queue.push(...sentTo(receive(other, message), 'S1'));
    else queue.push(...sentTo(receive(state, message), 'S2'));
  }
  expect(other).toMatchObject({ commitIndex: 5, snapshot: { data: text }, log: { snapshotIndex: 3 } });
  expect(other.log.entries).toEqual(state.log.entries);
});
