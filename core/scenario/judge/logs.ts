/** What conditions say about replicated logs (§5.3). */
import type { EntryRecord } from '../../trace/events.ts';
import { entryAt, lastIndexOf } from '../../trace/view-log.ts';
import type { NodeView } from '../../trace/view-types.ts';
import type { Condition } from '../language/condition.ts';

/** Log Matching (Figure 3) makes term and kind at every index enough, but the text is compared all the same. */
export function sameLogProblem(nodes: readonly NodeView[]): string | null {
  const [first, ...others] = nodes;
  for (const other of others) {
    const problem = first === undefined ? null : differenceOf(first, other);
    if (problem !== null) {
      return problem;
    }
  }
  return null;
}

/** A session's serial takes effect the first time it stands in the log; later ones are retries (§8). Reads are left out. */
export function commandsProblem(
  nodes: readonly NodeView[],
  { are, inAnyOrder }: NonNullable<Condition['commands']>,
): string | null {
  const inOrder = (commands: readonly string[]) => (inAnyOrder ? [...commands].sort() : commands);
  const expected = inOrder(are);
  for (const node of nodes) {
    if (node.snapshotIndex > 0) {
      return `${node.id} has compacted its log up to ${node.snapshotIndex}: not all of its commands can be seen`;
    }
    const commands = inOrder(committedCommands(node));
    const at = commands.findIndex((command, index) => command !== expected[index]);
    if (at >= 0) {
      return `command ${at + 1} of ${node.id} is "${commands[at]}", not ${quoted(expected[at])}`;
    }
    if (commands.length < expected.length) {
      return `${node.id} has committed ${commands.length} writing commands, not ${expected.length}`;
    }
  }
  return null;
}

export function logProblem(nodes: readonly NodeView[], { holds, lacks }: NonNullable<Condition['log']>): string | null {
  for (const node of nodes) {
    if (holds !== undefined && !node.log.some(({ operation }) => operation === holds)) {
      return `the log of ${node.id} does not hold "${holds}"`;
    }
    const unwanted = lacks === undefined ? undefined : node.log.find(({ operation }) => operation === lacks);
    if (unwanted !== undefined) {
      return `the log of ${node.id} holds "${lacks}" at index ${unwanted.index}`;
    }
  }
  return null;
}

function differenceOf(one: NodeView, other: NodeView): string | null {
  if (lastIndexOf(one) !== lastIndexOf(other)) {
    return `the log of ${one.id} ends at ${lastIndexOf(one)}, that of ${other.id} at ${lastIndexOf(other)}`;
  }
  const both = one.log.filter(({ index }) => index > other.snapshotIndex);
  const differs = both.find((entry) => !sameEntry(entry, entryAt(other, entry.index)));
  return differs === undefined ? null : `the logs of ${one.id} and ${other.id} differ at index ${differs.index}`;
}

function sameEntry(one: EntryRecord, other: EntryRecord | null): boolean {
  return (
    one.term === other?.term &&
    one.kind === other.kind &&
    one.session === other.session &&
    one.serial === other.serial &&
    one.operation === other.operation
  );
}

/** A command without a session opens one, or keeps one open: it writes nothing. */
function committedCommands({ log, state }: NodeView): string[] {
  const seen = new Set<string>();
  const commands: string[] = [];
  for (const { index, kind, session, serial, operation } of log) {
    const once = `${session} ${serial}`;
    const isWriting = kind === 'command' && session !== undefined && operation?.startsWith('get ') === false;
    if (index <= state.commitIndex && isWriting && !seen.has(once)) {
      seen.add(once);
      commands.push(operation);
    }
  }
  return commands;
}

function quoted(command: string | undefined): string {
  return command === undefined ? 'absent' : `"${command}"`;
}
