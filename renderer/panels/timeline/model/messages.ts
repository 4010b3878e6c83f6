/** Every message as one row of numbers, so that a million of them can be searched and drawn within a frame. */
import type { EventOf, MessageRecord } from '../../../../core/trace/events.ts';
import { lowerBound } from '../../../parts/lower-bound.ts';
import { Doubles, Integers } from './columns.ts';

/** What the filters tell apart. An answer belongs to the class of its request. */
export const messageClasses = ['vote', 'append', 'heartbeat', 'client'] as const;
export type MessageClass = (typeof messageClasses)[number];

/** Bits of the `flags` column: the message did not arrive; it is a link's second copy. */
export const LOST = 1;
export const REPEATED = 2;

type MessageEvent = EventOf<'msg.send' | 'msg.recv'> | EventOf<'msg.drop' | 'msg.duplicate' | 'msg.hold'>;

const CHUNK = 512;

export class MessageTable {
  readonly sentAt = new Doubles();
  /** Infinity while under way. */
  readonly endedAt = new Doubles();
  readonly from = new Integers();
  readonly to = new Integers();
  /** Position in `messageClasses`. */
  readonly kind = new Integers();
  readonly flags = new Integers();
  /** Positions in the trace of the events that sent and ended it. */
  readonly sendEvent = new Integers();
  readonly endEvent = new Integers();
  private readonly open = new Map<string, number>();
  /** For each CHUNK rows, the latest end of those that have ended. */
  private readonly lastEnds = new Doubles();

  get length(): number {
    return this.sentAt.length;
  }

  /** `laneOf` turns an address into a small number, the same for the same address for ever. */
  absorb(event: MessageEvent, position: number, laneOf: (address: string) => number): void {
    const id = event.msg.id;
    if (event.ev === 'msg.send') this.begin(id, event.msg, event.t, position, 0, laneOf);
    else if (event.ev === 'msg.duplicate') this.begin(`${id}+`, event.msg, event.t, position, REPEATED, laneOf);
    else if (event.ev === 'msg.recv') this.end(id, event.t, position, 0);
    else if (event.ev === 'msg.drop') this.end(id, event.t, position, LOST);
  }

  /** Rows that touch [from, to): whole chunks of old messages are passed over, the ones under way come last. */
  *rowsWithin(from: number, to: number): Generator<number> {
    const [, end] = this.sentWithin(from, to);
    for (let first = 0; first < end; first += CHUNK) {
      if (this.lastEnds.at(first / CHUNK) < from) continue;
      const last = Math.min(end, first + CHUNK);
      for (let row = first; row < last; row++) {
        const endedAt = this.endedAt.at(row);
        if (endedAt >= from && endedAt !== Number.POSITIVE_INFINITY) yield row;
      }
    }
    for (const row of this.open.values()) if (row < end) yield row;
  }

  /** First and last-plus-one row sent within [from, to). */
  sentWithin(from: number, to: number): readonly [number, number] {
    const at = (row: number) => this.sentAt.at(row);
    return [lowerBound(this.length, at, from), lowerBound(this.length, at, to)];
  }

  private begin(
    id: string,
    message: MessageRecord,
    t: number,
    position: number,
    flags: number,
    laneOf: (address: string) => number,
  ): void {
    const row = this.sentAt.push(t);
    this.endedAt.push(Number.POSITIVE_INFINITY);
    this.from.push(laneOf(message.from));
    this.to.push(laneOf(message.to));
    this.kind.push(messageClasses.indexOf(classOf(message)));
    this.flags.push(flags);
    this.sendEvent.push(position);
    this.endEvent.push(position);
    this.open.set(id, row);
    if (row % CHUNK === 0) this.lastEnds.push(Number.NEGATIVE_INFINITY);
  }

  private end(id: string, t: number, position: number, flags: number): void {
    const key = this.open.has(id) ? id : `${id}+`;
    const row = this.open.get(key);
    if (row === undefined) return;
    this.open.delete(key);
    this.endedAt.values[row] = t;
    this.endEvent.values[row] = position;
    this.flags.values[row] = this.flags.at(row) | flags;
    const chunk = Math.floor(row / CHUNK);
    this.lastEnds.values[chunk] = Math.max(this.lastEnds.at(chunk), t);
  }
}

/**
 * §5.2: a heartbeat is an AppendEntries without entries; its answer confirms nothing beyond prevLogIndex. The questions
 * of reads (thesis 6.4) come as often, and move nothing either.
 */
export function classOf(message: MessageRecord): MessageClass {
  switch (message.kind) {
    case 'preVote':
    case 'preVoteReply':
    case 'requestVote':
    case 'requestVoteReply':
    case 'timeoutNow':
      return 'vote';
    case 'installSnapshot':
    case 'installSnapshotReply':
      return 'append';
    case 'readIndex':
    case 'readIndexReply':
      return 'heartbeat';
    case 'appendEntries':
      return (message.entryCount ?? message.entries?.length ?? 0) > 0 ? 'append' : 'heartbeat';
    case 'appendEntriesReply':
      return message.success === true && message.matchIndex === message.prevLogIndex ? 'heartbeat' : 'append';
    case 'clientRequest':
    case 'openSession':
    case 'clientRead':
    case 'clientReply':
      return 'client';
  }
}
