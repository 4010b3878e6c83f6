/** What conditions say about the membership in force (§6). */
import type { NodeView } from '../../trace/view-types.ts';
import type { Condition } from '../language/condition.ts';

type Members = NonNullable<Condition['members']>;

/** `voters` and `learners` are those expected, already turned into servers. */
export interface ExpectedMembers extends Pick<Members, 'joint' | 'committed'> {
  readonly voters: readonly string[] | null;
  readonly learners: readonly string[] | null;
}

export function membersProblem(nodes: readonly NodeView[], expected: ExpectedMembers): string | null {
  for (const node of nodes) {
    const problem = problemAt(node, expected);
    if (problem !== null) return `at ${node.id} ${problem}`;
  }
  return null;
}

function problemAt({ configuration, state }: NodeView, expected: ExpectedMembers): string | null {
  for (const part of ['voters', 'learners'] as const) {
    const problem = expected[part] === null ? null : difference(part, configuration[part], expected[part]);
    if (problem !== null) return problem;
  }
  const isJoint = configuration.outgoing.length > 0;
  if (expected.joint !== undefined && isJoint !== expected.joint) {
    return isJoint ? 'the membership is a joint one' : 'the membership is not a joint one';
  }
  const isCommitted = configuration.index <= state.commitIndex;
  if (expected.committed === undefined || isCommitted === expected.committed) return null;
  return isCommitted
    ? 'the membership is committed'
    : `the membership of index ${configuration.index} is not committed`;
}

function difference(part: string, actual: readonly string[], expected: readonly string[]): string | null {
  const isSame = actual.length === expected.length && expected.every((id) => actual.includes(id));
  return isSame ? null : `the ${part} are ${words(actual)}, not ${words(expected)}`;
}

function words(servers: readonly string[]): string {
  return servers.length === 0 ? 'none' : [...servers].sort().join(', ');
}
