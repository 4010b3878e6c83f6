/** §6, thesis 4.1 and 4.3: which membership may follow which, whatever is in the log. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConfigurationChange } from '../../core/raft/duties.ts';
import { isJoint, nextConfiguration, simpleConfiguration } from '../../core/raft/membership.ts';
import { voteResult } from '../../core/raft/quorum.ts';
import type { Configuration, NodeId } from '../../core/raft/types.ts';
import { joint, simple, three } from './given.ts';

function membershipAfter(current: Configuration, wanted: ConfigurationChange): Configuration {
  const next = nextConfiguration(current, wanted);
  if (!next.ok) throw new Error(next.why);
  return next.configuration;
}

describe('4.1 one server at a time', () => {
  test.each([
    ['adds a voter', simple('+S4'), ['S1', 'S2', 'S3', 'S4'], []],
    ['removes one', simple('-S2'), ['S1', 'S3'], []],
    ['adds any number of learners', simple('~S4', '~S5'), ['S1', 'S2', 'S3'], ['S4', 'S5']],
    ['makes a voter a learner', simple('~S2'), ['S1', 'S3'], ['S2']],
    ['takes the last operation on a server', simple('+S4', '~S4'), ['S1', 'S2', 'S3'], ['S4']],
  ])('%s', (_what, wanted, voters, learners) => {
    expect(membershipAfter(simpleConfiguration(three), wanted)).toEqual(simpleConfiguration(voters, learners));
  });

  test('gives a learner its vote', () => {
    expect(membershipAfter(simpleConfiguration(three, ['S4', 'S5']), simple('+S4'))).toEqual(
      simpleConfiguration(['S1', 'S2', 'S3', 'S4'], ['S5']),
    );
  });
});

describe('refused by name', () => {
  const both = membershipAfter(simpleConfiguration(three), joint(true, '-S1', '-S2', '+S4', '+S5'));

  test.each([
    ['noVoters', simpleConfiguration(['S1']), simple('-S1')],
    ['noVoters', simpleConfiguration(['S1']), simple('~S1')],
    ['noVoters', simpleConfiguration(three), joint(true, '-S1', '-S2', '-S3')],
    ['tooManyVoterChanges', simpleConfiguration(three), simple('+S4', '+S5')],
    ['tooManyVoterChanges', simpleConfiguration(three), simple('-S1', '+S4')],
    ['joint', both, simple('~S9')],
    ['joint', both, joint(true, '+S9')],
    ['notJoint', simpleConfiguration(three), { kind: 'leaveJoint' } as const],
    ['noChange', simpleConfiguration(three), simple('+S2')],
    ['noChange', simpleConfiguration(three), simple('-S9')],
    ['noChange', simpleConfiguration(three), simple()],
    ['noChange', simpleConfiguration(three, ['S4']), simple('~S4')],
  ])('%s', (why, current, wanted) => {
    expect(nextConfiguration(current, wanted)).toEqual({ ok: false, why });
  });
});

describe('6, 4.3 joint consensus', () => {
  test('has both sets in force; who only votes in C-old becomes a learner when C-old goes', () => {
    const both = membershipAfter(simpleConfiguration(three), joint(true, '~S1', '-S2', '+S4', '~S5'));
    expect(both).toEqual({
      voters: ['S3', 'S4'],
      outgoing: three,
      learners: ['S5'],
      learnersNext: ['S1'],
      autoLeave: true,
    });
    expect(membershipAfter(both, { kind: 'leaveJoint' })).toEqual(simpleConfiguration(['S3', 'S4'], ['S1', 'S5']));
  });

  test('ends by itself only when that was asked for', () => {
    expect(membershipAfter(simpleConfiguration(three), joint(false, '+S4')).autoLeave).toBe(false);
  });
});

/** Memberships as they follow one another, and every two neighbours of them. */
test('4.1, 6 no two neighbouring memberships have majorities without a common server', () => {
  const ids = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6'];
  const operation = fc.tuple(fc.constantFrom('+', '~', '-'), fc.constantFrom(...ids)).map((parts) => parts.join(''));
  const wanted = fc.oneof(
    fc.array(operation, { maxLength: 4 }).map((list) => simple(...list)),
    fc.tuple(fc.boolean(), fc.array(operation, { maxLength: 4 })).map(([auto, list]) => joint(auto, ...list)),
    fc.constant({ kind: 'leaveJoint' } as const),
  );
  return fc.assert(
    fc.property(fc.array(wanted, { maxLength: 12 }), (list) => {
      let current = simpleConfiguration(three);
      for (const change of list) {
        const next = nextConfiguration(current, change);
        if (!next.ok) continue;
        expect(isSound(next.configuration)).toBe(true);
        for (const some of subsetsOf(ids)) {
          const one = voteResult(current, (id) => some.includes(id)) === 'won';
          const other = voteResult(next.configuration, (id) => !some.includes(id)) === 'won';
          expect([one, other]).not.toEqual([true, true]);
        }
        current = next.configuration;
      }
    }),
    { numRuns: 60 },
  );
});

/** Nobody has two places at once. */
function isSound(configuration: Configuration): boolean {
  const { voters, outgoing, learners, learnersNext } = configuration;
  const isDisjoint = (one: readonly NodeId[], other: readonly NodeId[]) => !one.some((id) => other.includes(id));
  const hasVoters = voters.length > 0 && isJoint(configuration) === outgoing.length > 0;
  const learnersAreNone = isDisjoint(learners, [...voters, ...outgoing]) && isDisjoint(learnersNext, voters);
  return hasVoters && learnersAreNone && learnersNext.every((id) => outgoing.includes(id));
}

function subsetsOf(ids: readonly NodeId[]): NodeId[][] {
  return Array.from({ length: 2 ** ids.length }, (_, bits) => ids.filter((_id, at) => (bits >> at) % 2 === 1));
}
