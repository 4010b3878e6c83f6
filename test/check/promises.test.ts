/** Figure 2, thesis 4.1: the judge sees a leader that counts less than before, or changes the membership too early. */
import { expect, test } from 'vitest';
import { PromiseRules } from '../../core/check/promise-rules.ts';
import { step } from '../../core/raft/step.ts';
import type { RaftState } from '../../core/raft/types.ts';
import { twoChangesAtOnce } from '../../core/zoo/membership.ts';
import { change, lead, leader, progressOf, saved, simple } from '../raft/given.ts';

/** Looks at the server after each of the things that happen to it, and names what is broken. */
function judge(state: RaftState, ...happen: ((state: RaftState) => void)[]): string[] {
  const rules = new PromiseRules();
  const broken: string[] = [];
  const look = () => rules.judge(state, (invariant) => broken.push(invariant));
  look();
  for (const each of happen) {
    each(state);
    look();
  }
  return broken;
}

const counts = (matchIndex: number) => (state: RaftState) => {
  progressOf(state, 'S2').matchIndex = matchIndex;
};

test('Figure 2 matchIndex may rise and stand still', () => {
  expect(judge(leader({ log: [1, 1] }), counts(1), counts(1), counts(2))).toEqual([]);
});

test('Figure 2 matchIndex may not fall', () => {
  expect(judge(leader({ log: [1, 1] }), counts(2), counts(1))).toEqual(['matchIndex Never Falls']);
});

test('Figure 2 a new leadership counts from the beginning', () => {
  expect(judge(leader({ log: [1, 1] }), counts(2), (state) => lead(state))).toEqual([]);
});

test('4.1 a change after a committed entry of the own term is in order, and so is the next when it is committed', () => {
  const state = leader({ log: [1], commitIndex: 1, voters: ['S1'] });
  const both = judge(
    state,
    (now) => saved(now, change(now, simple('~S2'))),
    (now) => saved(now, change(now, simple('~S3'))),
  );
  expect(both).toEqual([]);
  expect(state.log.configurationIndex).toBe(3);
});

test('4.1 a change may follow one whose own entry is the last that is committed', () => {
  const state = leader({ log: [1, 1], commitIndex: 2 });
  const isFrom = (index: number) => (now: RaftState) => {
    now.log.configurationIndex = index;
  };
  isFrom(2)(state);
  expect(judge(state, isFrom(3))).toEqual([]);
});

test('4.1 a second change while the first is not committed is one too many', () => {
  const { step: faulty = step } = twoChangesAtOnce.plant();
  const ask = (id: string) => (state: RaftState) => {
    faulty(state, { kind: 'change', requestId: 1, change: simple(`~${id}`) }, 0);
  };
  const state = leader({ log: [1], commitIndex: 1 });
  expect(judge(state, ask('S4'), ask('S5'))).toEqual(['One Membership Change at a Time']);
});

test('4.1 a change before an entry of the own term is committed comes too early', () => {
  const state = leader({ term: 2, log: [1], commitIndex: 1 });
  const early = (now: RaftState) => {
    now.log.configurationIndex = 1;
  };
  expect(judge(state, early)).toEqual(['Changes Follow an Entry of the Own Term']);
});
