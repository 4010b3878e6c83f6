/** How a scenario speaks of servers before anybody knows which one will lead: by name, by role, or by a saved name. */
import * as v from 'valibot';

/** `S2`, `leader`, `oldLeader`, `follower`, `follower2`, `all`, `up`, `followers`, `others`, or a name saved before. */
export const name = v.pipe(
  v.string('a server is named by a word such as S1 or leader'),
  v.regex(/^[A-Za-z][A-Za-z0-9]{0,31}$/, 'a name has 1 to 32 letters and digits and begins with a letter'),
);

/** One name or a list; names that stand for several servers mean every one of them. */
export const selector = v.union(
  [name, v.pipe(v.array(name), v.minLength(1))],
  'servers are named by a word such as S1 or leader, or by a list of such words',
);

/** Names for several servers at a time. `others` = all that the same step does not name. */
export const groupNames: readonly string[] = ['all', 'up', 'followers', 'others'];

const clientName = /^c[1-9][0-9]{0,2}$/;
const serverName = /^S([1-9])$/;
const followerName = /^follower([2-9]?)$/;

export function isClientName(word: string): boolean {
  return clientName.test(word);
}

/** 1 … 9 for `S1` … `S9`, otherwise null. */
export function serverNumber(word: string): number | null {
  const digit = serverName.exec(word)?.[1];
  return digit === undefined ? null : Number(digit);
}

/** 1 for `follower`, 2 for `follower2`, …; otherwise null. */
export function followerNumber(word: string): number | null {
  const digit = followerName.exec(word)?.[1];
  return digit === undefined ? null : Number(digit || '1');
}

/** A name that the language itself gives a meaning, and that nobody can be saved as. */
export function isReserved(word: string): boolean {
  const roles = ['leader', 'oldLeader', 'any', 'none', ...groupNames];
  return roles.includes(word) || isClientName(word) || serverNumber(word) !== null || followerNumber(word) !== null;
}

export type Selector = v.InferOutput<typeof selector>;
