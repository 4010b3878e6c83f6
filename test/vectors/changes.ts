/** Membership changes in the notation of the vectors: "+n" makes n a voter, "~n" a learner, "-n" removes it. */
import * as v from 'valibot';
import type { ConfigurationChange, MembershipOperation } from '../../core/raft/duties.ts';
import { nameOf } from './server.ts';

const operations: Readonly<Record<string, MembershipOperation['op']>> = { '+': 'voter', '~': 'learner', '-': 'remove' };

export const operationList = v.array(v.pipe(v.string(), v.regex(/^[+~-]\d+$/)));

/** The fields of a change; more than one step at once is joint, and ends by itself. */
export const changeNotation = { ops: operationList, joint: v.optional(v.boolean(), false) };

export function changeOf({
  ops,
  joint,
}: {
  readonly ops: readonly string[];
  readonly joint: boolean;
}): ConfigurationChange {
  const list = ops.map(operationOf);
  return joint ? { kind: 'joint', operations: list, autoLeave: true } : { kind: 'simple', operations: list };
}

function operationOf(text: string): MembershipOperation {
  const op = operations[text.charAt(0)];
  if (op === undefined) throw new Error(`${text} is no operation`);
  return { op, id: nameOf(Number(text.slice(1))) };
}
