/**
 * Which request a reply answers. Replies carry no such field: a server answers the requests of one kind, from one
 * sender and about the same place in the order in which it received them.
 */
import type { MessageRecord, TraceEvent } from '../../events.ts';

type Part = readonly [exchange: string, part: 'request' | 'reply'];

/** null: nobody answers it. */
const parts: { readonly [Kind in MessageRecord['kind']]: Part | null } = {
  preVote: ['preVote', 'request'],
  preVoteReply: ['preVote', 'reply'],
  requestVote: ['vote', 'request'],
  requestVoteReply: ['vote', 'reply'],
  appendEntries: ['append', 'request'],
  appendEntriesReply: ['append', 'reply'],
  installSnapshot: ['snapshot', 'request'],
  installSnapshotReply: ['snapshot', 'reply'],
  timeoutNow: null,
  readIndex: ['read', 'request'],
  readIndexReply: ['read', 'reply'],
  clientRequest: ['client', 'request'],
  openSession: ['client', 'request'],
  clientRead: ['client', 'request'],
  clientReply: ['client', 'reply'],
};

export function isRequest(kind: MessageRecord['kind']): boolean {
  return parts[kind]?.[1] === 'request';
}

export function isReply(kind: MessageRecord['kind']): boolean {
  return parts[kind]?.[1] === 'reply';
}

interface Sent {
  /** What it asks about. */
  readonly place: string;
  /** Of the message, still on their way. */
  copies: number;
}

export class Pairs {
  /** Sent and not yet received, by message id. */
  readonly #sent = new Map<string, Sent>();
  /** Received and not yet answered, by server and place, oldest first. */
  readonly #waiting = new Map<string, Map<string, string[]>>();

  /** Must hear every event in order. For a reply that is sent: the id of the request it answers, if it was seen. */
  hear(event: TraceEvent): string | null {
    switch (event.ev) {
      case 'msg.send':
        if (isReply(event.msg.kind)) return this.#answered(event.msg);
        if (isRequest(event.msg.kind)) this.#sent.set(event.msg.id, { place: placeOf(event.msg), copies: 1 });
        return null;
      case 'msg.duplicate':
        this.#count(event.msg.id, 1);
        return null;
      case 'msg.recv':
        this.#receive(event.msg);
        return null;
      case 'msg.drop':
        this.#count(event.msg.id, -1);
        return null;
      case 'node.start':
        this.#waiting.delete(event.node);
        return null;
      default:
        return null;
    }
  }

  #receive({ id, to }: MessageRecord): void {
    const place = this.#count(id, -1);
    if (place === undefined) return;
    const ofServer = this.#waiting.get(to) ?? new Map<string, string[]>();
    this.#waiting.set(to, ofServer);
    const ids = ofServer.get(place);
    if (ids === undefined) ofServer.set(place, [id]);
    else ids.push(id);
  }

  /** Each copy that arrives is answered. */
  #count(id: string, change: 1 | -1): string | undefined {
    const sent = this.#sent.get(id);
    if (sent === undefined) return undefined;
    sent.copies += change;
    if (sent.copies === 0) this.#sent.delete(id);
    return sent.place;
  }

  #answered(reply: MessageRecord): string | null {
    const ofServer = this.#waiting.get(reply.from);
    const place = placeOf({ ...reply, from: reply.to, to: reply.from });
    const ids = ofServer?.get(place);
    const id = ids?.shift() ?? null;
    if (ids?.length === 0) ofServer?.delete(place);
    return id;
  }
}

/** What a request and its reply have in common. */
function placeOf({ kind, from, to, prevLogIndex, round, readId, session, serial }: MessageRecord): string {
  return [parts[kind]?.[0], from, to, prevLogIndex, round, readId, session, serial].join(' ');
}
