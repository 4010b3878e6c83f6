/** How a scenario speaks of servers before anybody knows which one will lead: by name, by role, or by a saved name. */
import * as v from 'valibot';

/** `S2`, `leader`, `oldLeader`, `follower2`, `learner`, `joined`, `random`, `all`, `members`, …, or a name saved before. */
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
export const groupNames: readonly string[] = [
  ...['all', 'up', 'followers', 'others'],
  // By the membership in force (§6).
  ...['members', 'voters', 'learners'],
];

/** `joined` came last into the running cluster; `oldLeader` led before the present leader. */
const oneServer: readonly string[] = ['leader', 'oldLeader', 'joined'];

const clientName = /^c[1-9][0-9]{0,2}$/;
const serverName = /^S([1-9][0-9]?)$/;
const numberedName = /^(follower|learner|random)([2-9]?)$/;

export function isClientName(word: string): boolean {
  return clientName.test(word);
}

/** 1 … 99 for `S1` … `S99`, otherwise null. */
export function serverNumber(word: string): number | null {
  const digits = serverName.exec(word)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** `follower`, `follower2`, …: the first and second of its kind; `random`, `random2`, …: drawn anew for every step. */
export function numbered(word: string): { readonly kind: string; readonly number: number } | null {
  const [, kind, digit] = numberedName.exec(word) ?? [];
  return kind === undefined ? null : { kind, number: Number(digit || '1') };
}

/** A name for one server that the language gives a meaning. */
export function isRole(word: string): boolean {
  return oneServer.includes(word) || numbered(word) !== null;
}

/** A name that the language itself gives a meaning, and that nobody can be saved as. */
export function isReserved(word: string): boolean {
  const words = ['any', 'none', ...groupNames];
  return words.includes(word) || isRole(word) || isClientName(word) || serverNumber(word) !== null;
}

export type Selector = v.InferOutput<typeof selector>;
