/** The server's side of reads that are no entries (thesis 6.4): each is answered once enough has been applied. */
import { isRead, type Machine, readFrom } from '../machine/machine.ts';
import type { ReadAnswer, ReadRequest } from '../raft/duties.ts';
import type { NodeId } from '../raft/types.ts';
import type { ClientRead, ClientReply } from './client-messages.ts';
import { type Answer, replyTo } from './reply.ts';

interface Waiting {
  readonly read: ClientRead;
  readonly readId: number;
  /** Answered when this is applied; null while the core has not said what must be. */
  needs: number | null;
}

export interface ReadDeskOptions {
  /** The state machine as it is now, and the last entry in it. */
  readonly machine: () => Machine;
  readonly lastApplied: () => number;
  readonly reply: (reply: ClientReply) => void;
  /** No life of the server uses the numbers of another: a late answer of the leader would be taken for a fresh one. */
  readonly firstReadId: number;
}

/** The answer of a leader may never come, so that what waits must have a bound. */
export const READS_WAITING = 1000;

export class ReadDesk {
  readonly #options: ReadDeskOptions;
  /** The oldest first. */
  readonly #waiting = new Map<number, Waiting>();
  /** By client and serial: the network may bring a question twice. */
  readonly #asked = new Map<string, Waiting>();
  #nextReadId: number;

  constructor(options: ReadDeskOptions) {
    this.#options = options;
    this.#nextReadId = options.firstReadId;
  }

  /** Answers local reads, and turns the others into questions to the core. */
  admit(reads: readonly ClientRead[]): ReadRequest[] {
    const requests: ReadRequest[] = [];
    for (const read of reads) {
      if (!isRead(read.operation)) {
        this.#answer(read, { status: 'invalid' });
        continue;
      }
      const readId = this.#wait(read);
      if (read.mode !== 'local') requests.push({ readId, by: read.mode === 'linearizable' ? 'leader' : 'any' });
    }
    this.applied();
    return requests;
  }

  /** What the core said: how far the state machine must be, or that nobody who may answer was found. */
  settle(answers: readonly ReadAnswer[]): void {
    for (const answer of answers) {
      const waiting = this.#waiting.get(answer.readId);
      if (waiting === undefined) continue;
      if (answer.ok) waiting.needs = Math.max(answer.readIndex, waiting.read.seenIndex);
      else this.#end(waiting, { status: 'notLeader', leaderId: answer.leaderId });
    }
    if (answers.length > 0) this.applied();
  }

  /** More has been applied, one by one or by a snapshot. */
  applied(): void {
    const lastApplied = this.#options.lastApplied();
    for (const waiting of this.#waiting.values()) {
      if (waiting.needs === null || waiting.needs > lastApplied) continue;
      const result = readFrom(this.#options.machine(), waiting.read.operation);
      this.#end(waiting, { status: 'ok', index: lastApplied, result });
    }
  }

  /** This server no longer leads. Unlike a command, a read can always be asked again. */
  leadershipLost(leaderId: NodeId | null): void {
    for (const waiting of this.#waiting.values()) {
      if (waiting.read.mode !== 'local') this.#end(waiting, { status: 'notLeader', leaderId });
    }
  }

  /** A local read needs no more than its client has seen already (thesis 6.4.1). */
  #wait(read: ClientRead): number {
    this.#forget(this.#asked.get(nameOf(read)));
    const [oldest] = this.#waiting.values();
    if (oldest !== undefined && this.#waiting.size >= READS_WAITING) this.#end(oldest, { status: 'busy' });
    const readId = this.#nextReadId++;
    const waiting: Waiting = { read, readId, needs: read.mode === 'local' ? read.seenIndex : null };
    this.#waiting.set(readId, waiting);
    this.#asked.set(nameOf(read), waiting);
    return readId;
  }

  #end(waiting: Waiting, answer: Answer): void {
    this.#forget(waiting);
    this.#answer(waiting.read, answer);
  }

  #forget(waiting: Waiting | undefined): void {
    if (waiting === undefined) return;
    this.#waiting.delete(waiting.readId);
    this.#asked.delete(nameOf(waiting.read));
  }

  #answer(read: ClientRead, answer: Answer): void {
    this.#options.reply(replyTo(read, answer));
  }
}

function nameOf({ from, serial }: ClientRead): string {
  return `${from} ${serial}`;
}
