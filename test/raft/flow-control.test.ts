/** How many requests a leader has out at a time: one probe, then a window of pipelined ones. */
import { describe, expect, test } from 'vitest';
import { heartbeat, leader, progressOf, propose, receive, refusal, sentTo, success } from './given.ts';

const options = { maxEntriesPerMessage: 2, maxInFlight: 3 };

function indexesSentTo(output: Parameters<typeof sentTo>[0], peer: string): number[][] {
  return sentTo(output, peer).map((message) =>
    message.kind === 'appendEntries' ? message.entries.map(({ index }) => index) : [],
  );
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
    expect(progressOf(state, 'S2')).toMatchObject({ nextIndex: 7, inFlight: [2, 4, 6] });
  });

  test('moves on by what an answer frees, even when answers skip', () => {
    const progress = { nextIndex: 7, matchIndex: 0, mode: 'replicate', inFlight: [2, 4, 6] } as const;
    const state = leader({ term: 2, log: nine, options }, { S2: { ...progress, inFlight: [2, 4, 6] } });
    const output = receive(state, success('S2', 2, 4));
    expect(indexesSentTo(output, 'S2')).toEqual([[7, 8], [9]]);
    expect(progressOf(state, 'S2').inFlight).toEqual([6, 8, 9]);
  });

  test('when full holds new commands back, and heartbeats go on without entries', () => {
    const state = leader(
      { term: 2, log: nine, options },
      { S2: { nextIndex: 7, mode: 'replicate', inFlight: [2, 4, 6] } },
    );
    expect(indexesSentTo(propose(state, 'x'), 'S2')).toEqual([]);
    expect(indexesSentTo(heartbeat(state), 'S2')).toEqual([[]]);
  });

  test('is closed by a refusal: one probe is out until the logs agree', () => {
    const state = leader(
      { term: 2, log: nine, options },
      { S2: { nextIndex: 7, matchIndex: 1, mode: 'replicate', inFlight: [4, 6] } },
    );
    const output = receive(state, refusal('S2', 2, 4, { term: null, index: 3 }));
    expect(indexesSentTo(output, 'S2')).toEqual([[3, 4]]);
    expect(progressOf(state, 'S2')).toMatchObject({ mode: 'probe', probeSent: true, nextIndex: 3, inFlight: [] });
    expect(indexesSentTo(propose(state, 'x'), 'S2')).toEqual([]);
  });
});

test('a slow follower does not slow down another', () => {
  const replicate = { nextIndex: 3, matchIndex: 2, mode: 'replicate' } as const;
  const progress = { S2: { ...replicate, inFlight: [1, 2, 3] }, S3: { ...replicate, inFlight: [] } };
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
