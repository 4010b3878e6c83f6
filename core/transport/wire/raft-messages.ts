/** The messages between servers (Figures 2 and 13, thesis 3.10, 6.4, 9.6) as schemas, with the checks between fields. */
import * as v from 'valibot';
import type { AppendEntries, InstallSnapshot, Message } from '../../raft/messages.ts';
import type { Entry } from '../../raft/types.ts';
import { CHUNK_LENGTH, COMMAND_LENGTH, ENTRIES_PER_MESSAGE } from '../limits.ts';
import { checksum, configuration, isPositive, nodeName, positive, wholeNumber } from './parts.ts';
import type { Same } from './same.ts';

const payload = v.variant('kind', [
  v.strictObject({ kind: v.literal('noop') }),
  v.strictObject({ kind: v.literal('command'), command: v.pipe(v.string(), v.maxLength(COMMAND_LENGTH)) }),
  v.strictObject({ kind: v.literal('configuration'), configuration }),
]);

const entryInFull = v.strictObject({ index: positive, term: positive, payload });

/** Nearly all entries are commands, and a schema takes twenty times as long as the plain questions for them. */
const entry = v.custom<Entry>((input) => isCommandEntry(input) || v.is(entryInFull, input));

const betweenNodes = { from: nodeName, to: nodeName, term: wholeNumber };
const logEnd = { lastLogIndex: wholeNumber, lastLogTerm: wholeNumber };
/** The entry of the membership in force at the leader, which answers echo. */
const membership = { configurationIndex: wholeNumber };

const appendEntries = v.pipe(
  v.strictObject({
    kind: v.literal('appendEntries'),
    ...betweenNodes,
    prevLogIndex: wholeNumber,
    prevLogTerm: wholeNumber,
    entries: v.pipe(v.array(entry), v.maxLength(ENTRIES_PER_MESSAGE)),
    leaderCommit: wholeNumber,
    round: wholeNumber,
    ...membership,
  }),
  v.check((message) => continuesTheLog(message)),
);

const appendEntriesReply = v.strictObject({
  kind: v.literal('appendEntriesReply'),
  ...betweenNodes,
  success: v.boolean(),
  prevLogIndex: wholeNumber,
  matchIndex: wholeNumber,
  conflict: v.nullable(v.strictObject({ term: v.nullable(wholeNumber), index: wholeNumber })),
  round: wholeNumber,
  ...membership,
});

const installSnapshot = v.pipe(
  v.strictObject({
    kind: v.literal('installSnapshot'),
    ...betweenNodes,
    lastIncludedIndex: positive,
    lastIncludedTerm: positive,
    configuration,
    snapshotConfigurationIndex: wholeNumber,
    checksum,
    offset: wholeNumber,
    data: v.pipe(v.string(), v.maxLength(CHUNK_LENGTH)),
    done: v.boolean(),
    ...membership,
  }),
  v.check((message) => isChunkOfTheLog(message)),
);

const installSnapshotReply = v.strictObject({
  kind: v.literal('installSnapshotReply'),
  ...betweenNodes,
  lastIncludedIndex: wholeNumber,
  offset: wholeNumber,
  installed: v.boolean(),
  ...membership,
});

export const raftMessage = v.variant('kind', [
  appendEntries,
  appendEntriesReply,
  v.strictObject({ kind: v.literal('preVote'), ...betweenNodes, ...logEnd }),
  v.strictObject({ kind: v.literal('preVoteReply'), ...betweenNodes, voteGranted: v.boolean() }),
  v.strictObject({ kind: v.literal('requestVote'), ...betweenNodes, ...logEnd, leadershipTransfer: v.boolean() }),
  v.strictObject({ kind: v.literal('requestVoteReply'), ...betweenNodes, voteGranted: v.boolean() }),
  installSnapshot,
  installSnapshotReply,
  v.strictObject({ kind: v.literal('timeoutNow'), ...betweenNodes }),
  v.strictObject({ kind: v.literal('readIndex'), ...betweenNodes, readId: wholeNumber }),
  v.strictObject({
    kind: v.literal('readIndexReply'),
    ...betweenNodes,
    readId: wholeNumber,
    readIndex: v.nullable(wholeNumber),
  }),
]);

true satisfies Same<v.InferOutput<typeof entryInFull>, Entry>;
true satisfies Same<v.InferOutput<typeof raftMessage>, Message>;

function isCommandEntry(input: unknown): boolean {
  if (typeof input !== 'object' || input === null || Object.keys(input).length !== 3) return false;
  if (!('index' in input && isPositive(input.index) && 'term' in input && isPositive(input.term))) return false;
  if (!('payload' in input) || typeof input.payload !== 'object' || input.payload === null) return false;
  const { payload: content } = input;
  if (Object.keys(content).length !== 2 || !('kind' in content && 'command' in content)) return false;
  const { kind, command } = content;
  return kind === 'command' && typeof command === 'string' && command.length <= COMMAND_LENGTH;
}

/** §5.3: entries follow prevLogIndex without a gap, and terms never fall along a log nor exceed the sender's. */
function continuesTheLog({ prevLogIndex, prevLogTerm, entries, term }: AppendEntries): boolean {
  let index = prevLogIndex;
  let lastTerm = prevLogTerm;
  for (const each of entries) {
    index += 1;
    if (each.index !== index || each.term < lastTerm) return false;
    lastTerm = each.term;
  }
  return lastTerm <= term;
}

/** Figure 13: a snapshot ends within the leader's log, its membership within the snapshot; only the last chunk may be empty. */
function isChunkOfTheLog(message: InstallSnapshot): boolean {
  const { term, lastIncludedIndex, lastIncludedTerm, snapshotConfigurationIndex, offset, data, done } = message;
  if (lastIncludedTerm > term || snapshotConfigurationIndex > lastIncludedIndex) return false;
  return Number.isSafeInteger(offset + data.length) && (done || data.length > 0);
}
