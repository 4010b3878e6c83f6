/** What may stand on the wire: every message in its envelope, who may say it to whom, and how large it is. */
import * as v from 'valibot';
import type { Body, Envelope } from '../node/ports.ts';
import type { Entry } from '../raft/types.ts';
import { PACKET_BYTES } from './limits.ts';
import { clientQuestion, clientReply } from './wire/client-messages.ts';
import { clientName, nodeName, wholeNumber } from './wire/parts.ts';
import { raftMessage } from './wire/raft-messages.ts';
import type { Same } from './wire/same.ts';

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
  request: envelope(clientName, nodeName, clientQuestion),
  reply: envelope(nodeName, clientName, clientReply),
};

export type Lane = keyof typeof lanes;

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
/** More than the names and numbers of any message take, its membership included, or of an entry with a membership. */
const FIELD_BYTES = 4096;
/** More than the names and numbers around one command take. */
const ENTRY_BYTES = 128;

/** The bytes of a message in a packet: a quick upper bound, and the exact number when the bound is beyond one packet. */
export function bytesAtMost(message: Envelope): number {
  const bound = FIELD_BYTES + contentBytes(message.body);
  return bound <= PACKET_BYTES ? bound : Buffer.byteLength(JSON.stringify(message)) + 1;
}

/** What a message carries beyond its names and numbers, at most. */
function contentBytes(body: Body): number {
  switch (body.kind) {
    case 'appendEntries':
      return body.entries.reduce((total, entry) => total + entryBytes(entry), 0);
    case 'installSnapshot':
      return CHARACTER_BYTES * body.data.length;
    case 'clientRequest':
    case 'clientRead':
      return CHARACTER_BYTES * body.operation.length;
    case 'clientReply':
      return CHARACTER_BYTES * (body.result?.length ?? 0);
    default:
      return 0;
  }
}

function entryBytes({ payload }: Entry): number {
  switch (payload.kind) {
    case 'noop':
      return ENTRY_BYTES;
    case 'command':
      return ENTRY_BYTES + CHARACTER_BYTES * payload.command.length;
    case 'configuration':
      return FIELD_BYTES;
    default:
      return payload satisfies never;
  }
}
