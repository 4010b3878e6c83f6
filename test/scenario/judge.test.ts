/** Conditions of scenarios, judged over views. */
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { Cast } from '../../core/scenario/cast.ts';
import { Counts } from '../../core/scenario/counts.ts';
import { judge } from '../../core/scenario/judge/judge.ts';
import { condition } from '../../core/scenario/language/condition.ts';
import { firstState } from '../../core/trace/first-state.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';
import { commandEntry, operationView, viewOf } from './views.ts';

/** Messages from S1 to S2, each with the command it carries; `mark` marks the moment as `later`. */
function countsOf(...happened: readonly (readonly ['appendEntries' | 'requestVote', string] | 'mark')[]): Counts {
  const counts = new Counts();
  const hlc: [number, number] = [0, 0];
  const base = { seq: 1, t: 0, hlc, node: 'S1', n: 1, incarnation: 1, state: firstState };
  for (const one of happened) {
    if (one === 'mark') {
      counts.mark('later');
      continue;
    }
    const [kind, operation] = one;
    const entries = operation === '' ? [] : [commandEntry(1, operation)];
    counts.hear({ ...base, ev: 'msg.send', msg: { id: 'm', from: 'S1', to: 'S2', term: 1, kind, entries } });
  }
  return counts;
}

type Fields = v.InferInput<typeof condition>;

function problem(view: ClusterView, fields: Fields, cast = new Cast(), counts = new Counts()): string | null {
  return judge(v.parse(condition, fields), view, cast, counts);
}

const led = viewOf({
  S1: { role: 'leader', term: 2, committed: 2, log: ['put x 1', 'put x 2'] },
  S2: { term: 2, committed: 1, log: ['put x 1', 'put x 2'] },
  S3: { status: 'down', log: ['put x 1'] },
});

describe('leader and terms', () => {
  test.each<[Fields, string | null]>([
    [{ leader: 'any' }, null],
    [{ leader: 'S1' }, null],
    [{ leader: 'S2' }, 'S1 leads in term 2, not S2'],
    [{ leader: 'none' }, 'S1 leads in term 2'],
    [{ leaderOtherThan: 'S2' }, null],
    [{ leaderOtherThan: ['S2', 'S1'] }, 'S1 still leads in the highest term'],
    [{ leaderOtherThan: 'S1' }, 'S1 still leads in the highest term'],
    [{ sameTerm: ['S1', 'S2'] }, null],
    [{ sameTerm: 'all' }, 'S1 is in term 2, S3 in term 1'],
    [{ term: { atLeast: 2 } }, null],
    [{ term: { atLeast: 2, nodes: 'all' } }, 'the currentTerm of S3 is 1, not at least 2'],
    [{ term: { atMost: 1 } }, 'the currentTerm of S1 is 2, more than 1'],
    [{ role: { leader: 'leader', follower: 'follower' } }, null],
    [{ role: { S2: ['candidate', 'leader'] } }, 'S2 is follower, not candidate or leader'],
    [{ status: { S3: 'down' } }, null],
    [{ status: { S3: 'up' } }, 'S3 is down, not up'],
    [{ role: { follower2: 'follower' } }, 'fewer than 2 servers are followers'],
    [{ role: { nobody: 'follower' } }, 'there is no server nobody, and none is saved as nobody'],
    [{ leader: 'any', term: { equals: 3 } }, 'the currentTerm of S1 is 2, not 3'],
  ])('%j: %s', (fields, expected) => {
    expect(problem(led, fields)).toBe(expected);
  });

  test('without a leader', () => {
    const view = viewOf({ S1: { role: 'candidate' }, S2: {} });
    expect(problem(view, { leader: 'none' })).toBeNull();
    expect(problem(view, { leader: 'any' })).toBe('no server leads');
    expect(problem(view, { leaderOtherThan: 'S1' })).toBe('no server leads');
  });

  test('Election Safety: two leaders may stand side by side in different terms only', () => {
    const stale = viewOf({ S1: { role: 'leader', term: 2 }, S2: { role: 'leader', term: 3 } });
    expect(problem(stale, { oneLeaderPerTerm: true })).toBeNull();
    const broken = viewOf({ S1: { role: 'leader', term: 3 }, S2: { role: 'leader', term: 3, status: 'paused' } });
    expect(problem(broken, { oneLeaderPerTerm: true })).toBe('S1 and S2 both lead in term 3');
  });
});

describe('logs', () => {
  test.each<[Fields, string | null]>([
    [{ committed: { atLeast: 1 } }, null],
    [{ committed: { equals: 2 } }, 'the commitIndex of S2 is 1, not 2'],
    [{ sameLog: 'up' }, null],
    [{ sameLog: 'all' }, 'the log of S1 ends at 2, that of S3 at 1'],
    [{ commands: { are: ['put x 1', 'put x 2'], nodes: 'S1' } }, null],
    [{ commands: { are: ['put x 1', 'put x 2'] } }, 'S2 has committed 1 writing commands, not 2'],
    [{ commands: { are: ['put x 2'], nodes: 'S1' } }, 'command 1 of S1 is "put x 1", not "put x 2"'],
    [{ commands: { are: ['put x 1'], nodes: 'S1' } }, 'command 2 of S1 is "put x 2", not absent'],
    [{ commands: { are: ['put x 2', 'put x 1'], inAnyOrder: true, nodes: 'S1' } }, null],
    [{ applied: { equals: 2, nodes: 'S1' }, logLength: { equals: 1, nodes: 'S3' } }, null],
    [{ logLength: { atMost: 1 } }, 'the number of entries in the log of S1 is 2, more than 1'],
    [{ snapshot: { atLeast: 1 } }, 'the last index in the snapshot of S1 is 0, not at least 1'],
    [{ log: { holds: 'put x 2', nodes: 'up' } }, null],
    [{ log: { holds: 'put x 2', nodes: 'all' } }, 'the log of S3 does not hold "put x 2"'],
    [{ log: { lacks: 'put x 2', nodes: 'S3' } }, null],
    [{ log: { lacks: 'put x 2' } }, 'the log of S1 holds "put x 2" at index 2'],
  ])('%j: %s', (fields, expected) => {
    expect(problem(led, fields)).toBe(expected);
  });

  test('logs that differ in one term are told apart at that index', () => {
    const view = viewOf({ S1: { log: ['put x 1', 'put x 2'] }, S2: { log: ['put x 1'] } });
    view.nodes.get('S2')?.log.push({ ...commandEntry(2, 'put x 2'), term: 3 });
    expect(problem(view, { sameLog: 'all' })).toBe('the logs of S1 and S2 differ at index 2');
  });

  test('a retry and a read count for nothing in the list of commands', () => {
    const view = viewOf({ S1: { committed: 3, log: ['put x 1', 'get x'] } });
    view.nodes.get('S1')?.log.push(commandEntry(3, 'put x 1', 1));
    expect(problem(view, { commands: { are: ['put x 1'], nodes: 'all' } })).toBeNull();
  });
});

test('§7 compacted logs are equal as far as both have their entries; their commands cannot all be seen', () => {
  const view = viewOf({ S1: { committed: 3, log: ['put x 1', 'put x 2', 'put x 3'] }, S2: { committed: 3 } });
  const short = view.nodes.get('S2');
  if (short === undefined) throw new Error('S2 is missing');
  Object.assign(short, { snapshotIndex: 2, snapshotTerm: 1, log: [commandEntry(3, 'put x 3')] });
  expect(problem(view, { sameLog: 'all', snapshot: { equals: 2, nodes: 'S2' } })).toBeNull();
  expect(problem(view, { commands: { are: [], nodes: 'S2' } })).toMatch(/^S2 has compacted its log up to 2/);
  short.log = [commandEntry(3, 'put x 4')];
  expect(problem(view, { sameLog: 'all' })).toBe('the logs of S1 and S2 differ at index 3');
});

describe('§6 membership', () => {
  const view = viewOf({ S1: { role: 'leader', committed: 1, log: ['put x 1', 'put x 2'] }, S2: {}, S3: {} });
  const membership = {
    voters: ['S1', 'S2'],
    outgoing: ['S1', 'S3'],
    learners: ['S3'],
    learnersNext: [],
    autoLeave: true,
  };
  for (const node of view.nodes.values()) node.configuration = { ...membership, index: 2 };

  test.each<[NonNullable<Fields['members']>, string | null]>([
    [{ voters: ['S2', 'S1'], learners: ['S3'], joint: true, committed: false }, null],
    [{ voters: ['S1'], nodes: 'S2' }, 'at S2 the voters are S1, S2, not S1'],
    [{ learners: [] }, 'at S1 the learners are S3, not none'],
    [{ joint: false }, 'at S1 the membership is a joint one'],
    [{ committed: true }, 'at S1 the membership of index 2 is not committed'],
  ])('%j: %s', (members, expected) => {
    expect(problem(view, { members })).toBe(expected);
  });

  test('members, voters and learners are named as the leader has them', () => {
    const cast = new Cast();
    const resolved = (selector: string) => cast.resolve(view, selector);
    expect(resolved('members')).toEqual({ ok: true, nodes: ['S1', 'S2', 'S3'] });
    expect(resolved('voters')).toEqual({ ok: true, nodes: ['S1', 'S2', 'S3'] });
    expect(resolved('learner')).toEqual({ ok: true, nodes: ['S3'] });
    expect(resolved('learner2')).toEqual({ ok: false, why: 'fewer than 2 servers are learners' });
  });
});

describe('what is counted', () => {
  const view = viewOf({ S1: { role: 'leader' }, S2: {}, S3: {} });
  const counts = countsOf(['appendEntries', 'put x 1'], ['appendEntries', 'put x 22'], 'mark', ['requestVote', '']);

  test.each<[Fields, string | null]>([
    [{ sent: { equals: 3 }, elections: { equals: 0 } }, null],
    [{ sent: { since: 'later', equals: 1 } }, null],
    [
      { sent: { kinds: ['appendEntries'], atMost: 1 } },
      'the number of messages of appendEntries sent is 2, more than 1',
    ],
    [{ sent: { of: 'characters', from: 'leader', to: 'S2', equals: 15 } }, null],
    [{ sent: { to: 'S3', equals: 0 } }, null],
    [{ leaders: { since: 'later', atLeast: 1 } }, 'the number of elections won since later is 0, not at least 1'],
  ])('%j: %s', (fields, expected) => {
    expect(problem(view, fields, new Cast(), counts)).toBe(expected);
  });
});

describe('§8 operations', () => {
  const view = viewOf({ S1: {} });
  view.operations.set('c1', [
    { ...operationView('put x 1', { tries: 3, hops: 2, duplicate: true }), status: 'ok' },
    { ...operationView('put x 2'), status: 'failed' },
  ]);

  test.each<[NonNullable<Fields['operation']>, string | null]>([
    [{ text: 'put x 1', status: 'ok', duplicate: true, tries: { equals: 3 }, hops: { atMost: 2 } }, null],
    [{ status: 'refused' }, null],
    [{ status: ['waiting', 'unknown'] }, '"put x 2" of c1 is refused, not waiting or unknown'],
    [{ text: 'put x 1', duplicate: false }, '"put x 1" of c1 got the answer of an earlier execution'],
    [{ text: 'put x 1', hops: { atMost: 1 } }, '"put x 1" of c1 has hops: 2, more than 1'],
    [{ text: 'get x' }, 'c1 has not asked for "get x"'],
    [{ client: 'c2' }, 'c2 has asked for nothing'],
  ])('%j: %s', (operation, expected) => {
    expect(problem(view, { operation })).toBe(expected);
  });
});

describe('names', () => {
  test('random, random2, … are different servers within a step, the same for the same seed, and others in the next', () => {
    const view = viewOf(Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`S${at + 1}`, {}])));
    const drawn = (seed: number, steps: number) => {
      const cast = new Cast(seed);
      return Array.from({ length: steps }, () => {
        cast.nextStep();
        const resolved = cast.resolve(view, ['random', 'random2', 'random3']);
        return resolved.ok ? resolved.nodes : [];
      });
    };
    const steps = drawn(1, 20);
    expect(steps.every((nodes) => nodes.length === 3)).toBe(true);
    expect(new Set(steps.flat()).size).toBe(9);
    expect(drawn(1, 20)).toEqual(steps);
    expect(drawn(2, 20)).not.toEqual(steps);
  });

  test('oldLeader is the leader before the present one, and saved names stay with their server', () => {
    const cast = new Cast();
    const first = viewOf({ S1: { role: 'leader' }, S2: {} });
    const second = viewOf({ S1: { role: 'leader' }, S2: { role: 'leader', term: 2 } });
    cast.observe(first);
    expect(cast.resolve(first, 'oldLeader')).toEqual({ ok: false, why: 'no second leader has been seen' });
    cast.save('first', 'S1');
    cast.observe(second);
    cast.observe(second);
    expect(cast.resolve(second, ['oldLeader', 'first', 'leader'])).toEqual({ ok: true, nodes: ['S1', 'S2'] });
  });
});
