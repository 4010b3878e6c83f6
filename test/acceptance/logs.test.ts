/** Acceptance list, group B: logs of all shapes, answers in all combinations, messages in every order. Of the core alone. */
import { describe, expect, test } from 'vitest';
import { lastLogIndex } from '../../core/raft/log.ts';
import type { AppendEntries, Message } from '../../core/raft/messages.ts';
import type { RaftState } from '../../core/raft/types.ts';
import {
  electionTimeout,
  follower,
  heartbeat,
  leader,
  progressOf,
  propose,
  receive,
  saved,
  termsOf,
} from '../raft/given.ts';
import { success, vote } from '../raft/messages.ts';

const LONGEST = 6;

describe('B-11', () => {
  const shapes = logs([1, 2, 3], LONGEST);

  test('B-11 every follower gets the log of the leader, whatever both hold, within two exchanges more than there are terms', () => {
    let pairs = 0;
    for (const mine of shapes) {
      for (const theirs of shapes) {
        if (!matching(mine, theirs)) continue;
        pairs += 1;
        const { log, exchanges } = bringUp(mine, theirs);
        const terms = new Set([...mine, ...theirs, 8]).size;
        if (`${log}` !== `${[...mine, 8]}` || exchanges > terms + 2) {
          expect({ mine, theirs, log, exchanges }).toEqual({ mine, theirs, log: [...mine, 8], exchanges: terms + 2 });
        }
      }
    }
    expect(pairs).toBeGreaterThan(500);
  });
});

test('B-12 an entry of term 2 is committed by a leader of term 4 only with an entry of term 4, whoever has stored what', () => {
  const stored = [1, 2, 3];
  for (const [two, three, four, five] of combinations(stored, 4)) {
    const state = leader({ term: 4, log: [1, 2, 4], commitIndex: 1, voters: ['S1', 'S2', 'S3', 'S4', 'S5'] });
    for (const [peer, index] of Object.entries({ S2: two, S3: three, S4: four, S5: five })) {
      receive(state, success(peer, 4, index ?? 0));
    }
    const copies = 1 + [two, three, four, five].filter((index) => index === 3).length;
    expect([two, three, four, five, state.commitIndex]).toEqual([two, three, four, five, copies >= 3 ? 3 : 1]);
  }
});

describe('B-15 the last six messages once more, in every order', () => {
  test('B-15 a follower keeps every entry that matches, and its commitIndex never falls', () => {
    const { requests, log } = sixRequests();
    for (const order of permutations(requests)) {
      const state = follower({ id: 'S2' });
      for (const request of requests) receive(state, request);
      expect([termsOf(state), state.commitIndex]).toEqual([log, 5]);
      for (const request of order) {
        const output = receive(state, request);
        expect([output.save, termsOf(state), state.commitIndex]).toEqual([null, log, 5]);
      }
    }
  });

  test('B-15 a leader lets matchIndex and commitIndex never fall', () => {
    const answers = [1, 2, 3, 4, 5].map((index) => success('S2', 1, index));
    for (const order of permutations([...answers, success('S2', 1, 3)])) {
      const state = leader({ log: [1, 1, 1, 1, 1] });
      let [match, commit] = [0, 0];
      for (const answer of order) {
        receive(state, answer);
        expect(progressOf(state, 'S2').matchIndex).toBeGreaterThanOrEqual(match);
        expect(state.commitIndex).toBeGreaterThanOrEqual(commit);
        [match, commit] = [progressOf(state, 'S2').matchIndex, state.commitIndex];
      }
      expect([match, commit]).toEqual([5, 5]);
    }
  });
});

/** Every log of at most `longest` entries whose terms never fall. */
function logs(terms: readonly number[], longest: number): number[][] {
  const all: number[][] = [[]];
  for (const log of all) {
    if (log.length === longest) continue;
    for (const term of terms) if (term >= (log.at(-1) ?? 0)) all.push([...log, term]);
  }
  return all;
}

/** Two logs that Raft can make: the one leader of a term that both know began it at one index, after one prefix. */
function matching(one: readonly number[], other: readonly number[]): boolean {
  return one.every((term, at) => {
    const first = one.indexOf(term);
    const isShared = first === at && other.includes(term);
    return !isShared || (other.indexOf(term) === first && `${one.slice(0, first)}` === `${other.slice(0, first)}`);
  });
}

/** S1 wins term 8 and brings S2 up; exchanges are the requests until then. */
function bringUp(mine: readonly number[], theirs: readonly number[]): { log: number[]; exchanges: number } {
  const leading = follower({ term: 7, log: mine });
  const following = follower({ id: 'S2', term: 7, log: theirs });
  // Nobody votes before the candidate has its own vote on its disk.
  saved(leading, electionTimeout(leading));
  const queue: Message[] = [...receive(leading, vote('S3', 8)).sendNow];
  const isEqual = () => `${termsOf(following)}` === `${termsOf(leading)}`;
  let exchanges = 0;
  for (let message = queue.shift(); message !== undefined; message = queue.shift()) {
    if (message.to === 'S3') continue;
    if (message.to === 'S2' && !isEqual()) exchanges += 1;
    const output = receive(message.to === 'S1' ? leading : following, message);
    queue.push(...output.sendNow, ...output.sendAfterSave);
  }
  return { log: termsOf(following), exchanges };
}

/** Five entries, one request each, and a heartbeat that says that all are committed. */
function sixRequests(): { requests: AppendEntries[]; log: number[] } {
  const state = leader({ term: 1 });
  const requests: AppendEntries[] = [];
  const keep = (messages: readonly Message[]) => {
    for (const message of messages) {
      if (message.kind === 'appendEntries' && message.to === 'S2') requests.push(message);
    }
  };
  for (let index = 1; index <= 5; index += 1) {
    keep(propose(state, `c${index}`).sendNow);
    answerAll(state, index);
  }
  keep(heartbeat(state).sendNow);
  return { requests, log: termsOf(state) };
}

function answerAll(state: RaftState, index: number): void {
  for (const peer of ['S2', 'S3']) receive(state, success(peer, 1, index));
  if (state.commitIndex !== index || lastLogIndex(state.log) !== index) throw new Error(`${index} is not committed`);
}

function combinations(values: readonly number[], length: number): number[][] {
  if (length === 0) return [[]];
  return combinations(values, length - 1).flatMap((rest) => values.map((value) => [...rest, value]));
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
}
