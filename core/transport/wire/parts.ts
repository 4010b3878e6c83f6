/** The small parts of messages: names, numbers, and the membership with the checks between its lists (§6, thesis 4.2.1). */
import * as v from 'valibot';
import type { Configuration } from '../../raft/types.ts';
import { CONFIGURATION_MEMBERS } from '../limits.ts';

export const nodeName = v.pipe(v.string(), v.regex(/^S[1-9][0-9]?$/));
export const clientName = v.pipe(v.string(), v.regex(/^c[1-9][0-9]{0,2}$/));

/** Exact in a double, so that no two parties can read one number as two. */
export const wholeNumber = v.custom<number>((input) => Number.isSafeInteger(input) && Number(input) >= 0);
export const positive = v.custom<number>(isPositive);
/** 32 bits, as CRC-32 gives them. */
export const checksum = v.custom<number>((input) => v.is(wholeNumber, input) && input <= 0xffff_ffff);

const members = v.pipe(v.array(nodeName), v.maxLength(CONFIGURATION_MEMBERS));

export const configuration = v.pipe(
  v.strictObject({
    voters: members,
    outgoing: members,
    learners: members,
    learnersNext: members,
    autoLeave: v.boolean(),
  }),
  v.check((input) => isConsistent(input)),
);

export function isPositive(input: unknown): boolean {
  return Number.isSafeInteger(input) && Number(input) >= 1;
}

/** A server is named once, and only a joint configuration has servers that will be learners, or an end to wait for. */
function isConsistent({ voters, outgoing, learners, learnersNext, autoLeave }: Configuration): boolean {
  const afterwards = [...voters, ...learners, ...learnersNext];
  if (hasRepetition(afterwards) || hasRepetition([...outgoing, ...learners])) return false;
  return learnersNext.every((id) => outgoing.includes(id)) && (outgoing.length > 0 || !autoLeave);
}

function hasRepetition(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}
