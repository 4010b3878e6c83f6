/** What conditions say about a client's command (§8). */
import type { ClusterView, OperationStatus, OperationView } from '../../trace/view-types.ts';
import { type Bounds, missedBound } from '../language/bounds.ts';
import type { Condition } from '../language/condition.ts';

type Expected = NonNullable<Condition['operation']>;

/** The trace keeps a tester's words for outcomes; a scenario uses the client's. */
const outcomeWords: Readonly<Record<OperationStatus, string>> = {
  waiting: 'waiting',
  ok: 'ok',
  failed: 'refused',
  unknown: 'unknown',
};

export function operationProblem(expected: Expected, view: ClusterView): string | null {
  const { client, text } = expected;
  const operations = view.operations.get(client) ?? [];
  const operation = operations.findLast(({ op }) => text === undefined || op.operation === text);
  if (operation === undefined) {
    return text === undefined ? `${client} has asked for nothing` : `${client} has not asked for "${text}"`;
  }
  const problem = problemOf(operation, expected);
  return problem === null ? null : `"${operation.op.operation}" of ${client} ${problem}`;
}

function problemOf({ op, status }: OperationView, expected: Expected): string | null {
  const word = outcomeWords[status];
  const wanted: readonly string[] = expected.status === undefined ? [word] : [expected.status].flat();
  if (!wanted.includes(word)) {
    return `is ${word}, not ${wanted.join(' or ')}`;
  }
  if (expected.duplicate !== undefined && op.duplicate !== expected.duplicate) {
    return expected.duplicate ? 'got the answer of its first execution' : 'got the answer of an earlier execution';
  }
  return countProblem('tries', op.tries, expected.tries) ?? countProblem('hops', op.hops, expected.hops);
}

function countProblem(what: string, value: number, bounds: Bounds | undefined): string | null {
  const missed = bounds === undefined ? null : missedBound(value, bounds);
  return missed === null ? null : `has ${what}: ${missed}`;
}
