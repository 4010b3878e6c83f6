/** What may stand on the wire: the schema of every message, equal to the hand-written types, and the checks between fields. */
import * as v from 'valibot';
import type { ClientReply, ClientRequest } from '../node/client-messages.ts';
import type { Body, Envelope } from '../node/ports.ts';
import type { AppendEntries, Entry, Message } from '../raft/types.ts';
import {
  COMMAND_LENGTH,
  CONFIGURATION_MEMBERS,
  ENTRIES_PER_MESSAGE,
  OPERATION_LENGTH,
  PACKET_BYTES,
} from './limits.ts';

export const nodeName = v.pipe(v.string(), v.regex(/^S[1-9]$/));
export const clientName = v.pipe(v.string(), v.regex(/^c[1-9][0-9]{0,2}$/));

/** Exact in a double, so that no two parties can read one number as two. */
const wholeNumber = v.custom<number>((input) => Number.isSafeInteger(input) && Number(input) >= 0);
const positive = v.custom<number>(isPositive);
const operationText = v.pipe(v.string(), v.maxLength(OPERATION_LENGTH));
const sessionName = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const members = v.pipe(v.array(nodeName), v.maxLength(CONFIGURATION_MEMBERS));

const payload = v.variant('kind', [
  v.strictObject({ kind: v.literal('noop') }),
  v.strictObject({ kind: v.literal('command'), command: v.pipe(v.string(), v.maxLength(COMMAND_LENGTH)) }),
  v.strictObject({
    kind: v.literal('configuration'),
    configuration: v.strictObject({ voters: members, outgoing: members, learners: members }),
  }),
]);

const entryInFull = v.strictObject({ index: positive, term: positive, payload });

/** Nearly all entries are commands, and a schema takes twenty times as long as the plain questions for them. */
const entry = v.custom<Entry>((input) => isCommandEntry(input) || v.is(entryInFull, input));

const betweenNodes = { from: nodeName, to: nodeName, term: wholeNumber };

const raftMessage = v.variant('kind', [
  v.pipe(
    v.strictObject({
      kind: v.literal('appendEntries'),
      ...betweenNodes,
      prevLogIndex: wholeNumber,
      prevLogTerm: wholeNumber,
      entries: v.pipe(v.array(entry), v.maxLength(ENTRIES_PER_MESSAGE)),
      leaderCommit: wholeNumber,
    }),
    v.check((message) => continuesTheLog(message)),
  ),
  v.strictObject({
    kind: v.literal('appendEntriesReply'),
    ...betweenNodes,
    success: v.boolean(),
    prevLogIndex: wholeNumber,
    matchIndex: wholeNumber,
    conflict: v.nullable(v.strictObject({ term: v.nullable(wholeNumber), index: wholeNumber })),
  }),
  v.strictObject({
    kind: v.literal('requestVote'),
    ...betweenNodes,
    lastLogIndex: wholeNumber,
    lastLogTerm: wholeNumber,
  }),
  v.strictObject({ kind: v.literal('requestVoteReply'), ...betweenNodes, voteGranted: v.boolean() }),
]);

const clientRequest = v.strictObject({
  kind: v.literal('clientRequest'),
  from: clientName,
  to: nodeName,
  session: sessionName,
  serial: positive,
  lowestOpen: wholeNumber,
  operation: operationText,
});

const clientReply = v.strictObject({
  kind: v.literal('clientReply'),
  from: nodeName,
  to: clientName,
  session: sessionName,
  serial: positive,
  status: v.picklist(['ok', 'notLeader', 'leadershipLost', 'invalid', 'stale']),
  leaderId: v.nullable(nodeName),
  index: v.nullable(wholeNumber),
  result: v.nullable(v.pipe(v.string(), v.maxLength(COMMAND_LENGTH))),
  duplicate: v.boolean(),
});

function envelope<const Sender extends v.GenericSchema, const Content extends v.GenericSchema>(
  sender: Sender,
  receiver: Sender | typeof nodeName | typeof clientName,
  body: Content,
) {
  return v.strictObject({
    id: v.pipe(v.string(), v.maxLength(64)),
    hlc: v.tuple([wholeNumber, wholeNumber]),
    from: sender,
    to: receiver,
    body,
  });
}

/** Who says what: nodes speak Raft to each other, clients ask, nodes answer. Nothing else is a message. */
const lanes = {
  raft: envelope(nodeName, nodeName, raftMessage),
  request: envelope(clientName, nodeName, clientRequest),
  reply: envelope(nodeName, clientName, clientReply),
};

export type Lane = keyof typeof lanes;

/** Refused and accepted are told apart by the compiler, too: the schemas accept the hand-written types, no more, no less. */
type Writable<Value> = Value extends object ? { -readonly [Key in keyof Value]: Writable<Value[Key]> } : Value;
type Same<Left, Right> = [Writable<Left>, Writable<Right>] extends [Writable<Right>, Writable<Left>] ? true : false;
true satisfies Same<v.InferOutput<typeof entryInFull>, Entry>;
true satisfies Same<v.InferOutput<typeof raftMessage>, Message>;
true satisfies Same<v.InferOutput<typeof clientRequest>, ClientRequest>;
true satisfies Same<v.InferOutput<typeof clientReply>, ClientReply>;
true satisfies Same<v.InferOutput<(typeof lanes)[Lane]>['body'], Body>;
true satisfies Same<Omit<v.InferOutput<(typeof lanes)[Lane]>, 'body'>, Omit<Envelope, 'body'>>;

/** The message, or null when it is not one of ours or contradicts itself. Never throws, whatever the input. */
export function parseEnvelope(lane: Lane, input: unknown): Envelope | null {
  const parsed = v.safeParse(lanes[lane], input, { abortEarly: true, abortPipeEarly: true });
  if (!parsed.success) return null;
  const { id, from, to, body } = parsed.output;
  return body.from === from && body.to === to && id.startsWith(`${from}.`) ? parsed.output : null;
}

/** The most that one character takes in JSON: a backslash, a u and four digits. */
const CHARACTER_BYTES = 6;
/** More than the names and numbers of any message, or of a configuration, take. */
const FIELD_BYTES = 2048;
/** More than the names and numbers around one command take. */
const ENTRY_BYTES = 128;

/** The bytes of a message in a packet: a quick upper bound, and the exact number when the bound is beyond one packet. */
export function bytesAtMost(message: Envelope): number {
  const { body } = message;
  let bound = FIELD_BYTES;
  if (body.kind === 'appendEntries') {
    for (const { payload: content } of body.entries) {
      bound += content.kind === 'command' ? ENTRY_BYTES + CHARACTER_BYTES * content.command.length : FIELD_BYTES;
    }
  } else if (body.kind === 'clientRequest') bound += CHARACTER_BYTES * body.operation.length;
  else if (body.kind === 'clientReply') bound += CHARACTER_BYTES * (body.result?.length ?? 0);
  return bound <= PACKET_BYTES ? bound : Buffer.byteLength(JSON.stringify(message)) + 1;
}

function isPositive(input: unknown): boolean {
  return Number.isSafeInteger(input) && Number(input) >= 1;
}

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
