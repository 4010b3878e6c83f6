/** How many requests a leader has out at a time: one probe, then a window of pipelined ones. */
import { describe, expect, test } from 'vitest';
import type { Output } from '../../core/raft/duties.ts';
import type { InFlight } from '../../core/raft/types.ts';
import { change, heartbeat, leader, progressOf, propose, receive, saved, sentTo, simple } from './given.ts';
import { refusal, success } from './messages.ts';

const options = { maxEntriesPerMessage: 2, maxInFlight: 3 };

function indexesSentTo(output: Parameters<typeof sentTo>[0], peer: string): number[][] {
  return sentTo(output, peer).map((message) =>
    message.kind === 'appendEntries' ? message.entries.map(({ index }) => index) : [],
  );
}

/** Requests that are out, two entries of three characters each. */
function inFlight(...lastIndexes: number[]): InFlight[] {
  return lastIndexes.map((lastIndex) => ({ lastIndex, length: 6 }));
}

describe('the window', () => {
  const nine = Array(9).fill(2);

  test('is filled with full requests and no more', () => {
    const state = leader({ term: 2, log: nine, options }, { S2: { nextIndex: 1, probeSent: true } });
    const output = receive(state, success('S2', 2, 0));
    expect(indexesSentTo(output, 'S2')).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(progressOf(state, 'S2')).toMatchObject({ nextIndex: 7, inFlight: inFlight(2, 4, 6) });
  });

  test('moves on by what an answer frees, even when answers skip', () => {
    const progress = { nextIndex: 7, matchIndex: 0, mode: 'replicate' } as const;
    const state = leader({ term: 2, log: nine, options }, { S2: { ...progress, inFlight: inFlight(2, 4, 6) } });
    const output = receive(state, success('S2', 2, 4));
    expect(indexesSentTo(output, 'S2')).toEqual([[7, 8], [9]]);
    expect(progressOf(state, 'S2').inFlight.map(({ lastIndex }) => lastIndex)).toEqual([6, 8, 9]);
  });

  test('when full holds new commands back, and heartbeats go on without entries', () => {
    const state = leader(
      { term: 2, log: nine, options },
      { S2: { nextIndex: 7, mode: 'replicate', inFlight: inFlight(2, 4, 6) } },
    );
    expect(indexesSentTo(propose(state, 'x'), 'S2')).toEqual([]);
    expect(indexesSentTo(heartbeat(state), 'S2')).toEqual([[]]);
  });

  test('is closed by a refusal: one probe is out until the logs agree', () => {
    const state = leader(
      { term: 2, log: nine, options },
      { S2: { nextIndex: 7, matchIndex: 1, mode: 'replicate', inFlight: inFlight(4, 6) } },
    );
    const output = receive(state, refusal('S2', 2, 4, { term: null, index: 3 }));
    expect(indexesSentTo(output, 'S2')).toEqual([[3, 4]]);
    expect(progressOf(state, 'S2')).toMatchObject({ mode: 'probe', probeSent: true, nextIndex: 3, inFlight: [] });
    expect(indexesSentTo(propose(state, 'x'), 'S2')).toEqual([]);
  });
});

test('a slow follower does not slow down another', () => {
  const replicate = { nextIndex: 3, matchIndex: 2, mode: 'replicate' } as const;
  const progress = { S2: { ...replicate, inFlight: inFlight(1, 2, 3) }, S3: { ...replicate, inFlight: [] } };
  const state = leader({ term: 2, log: [2, 2], options }, progress);
  const output = propose(state, 'x');
  expect([indexesSentTo(output, 'S2'), indexesSentTo(output, 'S3')]).toEqual([[], [[3]]]);
});

test('a request carries no more command text than fits a frame; a longer entry travels alone', () => {
  const state = leader(
    { term: 2, log: [2], options: { maxCommandLength: 10 } },
    { S2: { nextIndex: 2, mode: 'replicate' } },
  );
  const sent = ['12345', '1234', '12', 'far too long for one frame', '1'].flatMap((command) =>
    indexesSentTo(propose(state, command), 'S2'),
  );
  expect(sent).toEqual([[2], [3], [4], [5], [6]]);
  const late = progressOf(state, 'S2');
  Object.assign(late, { nextIndex: 2, inFlight: [], mode: 'replicate' });
  expect(indexesSentTo(propose(state, 'x'), 'S2')).toEqual([[2, 3], [4], [5], [6, 7]]);
});

describe('the window in characters', () => {
  const replicating = { nextIndex: 2, matchIndex: 1, mode: 'replicate' } as const;

  test('holds requests back when what is out is long, though few', () => {
    const state = leader({ term: 2, log: [2], options: { maxInFlightLength: 10 } }, { S2: replicating });
    expect(indexesSentTo(propose(state, '12345678'), 'S2')).toEqual([[2]]);
    expect(indexesSentTo(propose(state, '12345'), 'S2')).toEqual([[3]]);
    expect(indexesSentTo(propose(state, 'x'), 'S2')).toEqual([]);
    expect(progressOf(state, 'S2').inFlight).toEqual([
      { lastIndex: 2, length: 8 },
      { lastIndex: 3, length: 5 },
    ]);
  });

  test('opens again with the answer', () => {
    const state = leader({ term: 2, log: [2], options: { maxInFlightLength: 10 } }, { S2: replicating });
    propose(state, 'as long as it takes');
    propose(state, 'x');
    expect(indexesSentTo(receive(state, success('S2', 2, 2)), 'S2')).toEqual([[3]]);
  });

  test('lets one request out, however long, so that a long command is not held back for ever', () => {
    const state = leader({ term: 2, log: [2], options: { maxInFlightLength: 10 } }, { S2: replicating });
    expect(indexesSentTo(propose(state, 'far longer than the whole window'), 'S2')).toEqual([[2]]);
  });
});

describe('8 a leader that cannot commit', () => {
  const why = ({ answers }: Output) => answers.map((answer) => (answer.accepted ? answer.index : answer.why));

  test('5.4.2 takes one entry of its own term even when those of earlier terms fill it: without it none can commit', () => {
    const options = { maxUncommittedEntries: 2, noopOnElection: false };
    const state = leader({ term: 3, log: [1, 1, 2], options });
    expect(why(propose(state, 'a', 'b'))).toEqual([4, 'busy']);
    expect(why(propose(state, 'c'))).toEqual(['busy']);
  });

  test('takes no more entries than its limit, and says that it is busy, not that it does not lead', () => {
    const state = leader({ term: 2, log: [2, 2], commitIndex: 1, options: { maxUncommittedEntries: 3 } });
    const output = propose(state, 'a', 'b', 'c');
    expect(why(output)).toEqual([3, 4, 'busy']);
    expect(output.answers[2]).toMatchObject({ accepted: false, leaderId: 'S1' });
    expect(state.log.entries).toHaveLength(4);
  });

  test('takes no more characters than its limit; what was refused left nothing behind', () => {
    const state = leader({ term: 2, options: { maxUncommittedLength: 10 } });
    expect(why(propose(state, '1234', '1234567', '1'))).toEqual([1, 'busy', 'busy']);
    expect(state.log.entries).toHaveLength(1);
    expect(propose(state, '1234567')).toMatchObject({ save: null, sendNow: [] });
    expect(why(propose(state, '123456'))).toEqual([2]);
  });

  test('takes commands again as soon as it commits', () => {
    const state = leader({ term: 2, options: { maxUncommittedEntries: 1 } });
    const output = propose(state, 'a');
    expect(why(propose(state, 'b'))).toEqual(['busy']);
    saved(state, output);
    receive(state, success('S2', 2, 1));
    expect(why(propose(state, 'b'))).toEqual([2]);
  });

  test('still writes its no-op and a membership: the limits are for commands', () => {
    const state = leader({ term: 2, log: [2], commitIndex: 1, options: { maxUncommittedEntries: 0 } });
    expect(change(state, simple('~S4')).requests).toMatchObject([{ accepted: true, index: 2 }]);
  });
});
