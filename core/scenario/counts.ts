/** What a scenario can count in the trace: messages sent, elections, leaders; since the start or since a mark. */
import type { MessageRecord, TraceEvent } from '../trace/events.ts';

/** All messages of one kind from one end to another. */
export interface Sent {
  readonly kind: MessageRecord['kind'];
  readonly from: string;
  readonly to: string;
  readonly messages: number;
  /** Of the commands in the entries carried. */
  readonly characters: number;
}

interface Totals {
  readonly sent: ReadonlyMap<string, Sent>;
  /** Elections begun: terms that a candidate opened (§5.2). */
  readonly elections: number;
  /** Elections won. */
  readonly leaders: number;
}

export class Counts {
  readonly #sent = new Map<string, Sent>();
  readonly #marks = new Map<string, Totals>();
  #elections = 0;
  #leaders = 0;

  hear(event: TraceEvent): void {
    if (event.ev === 'msg.send') this.#hearSent(event.msg);
    else if (event.ev === 'raft.term' && event.term.why === 'startedElection') this.#elections += 1;
    else if (event.ev === 'raft.role' && event.role.to === 'leader') this.#leaders += 1;
  }

  mark(name: string): void {
    this.#marks.set(name, { sent: new Map(this.#sent), elections: this.#elections, leaders: this.#leaders });
  }

  elections(since: string | undefined): number {
    return this.#elections - this.#at(since).elections;
  }

  leaders(since: string | undefined): number {
    return this.#leaders - this.#at(since).leaders;
  }

  sent(since: string | undefined): Sent[] {
    const before = this.#at(since).sent;
    return [...this.#sent].map(([key, sent]) => {
      const { messages, characters } = before.get(key) ?? { messages: 0, characters: 0 };
      return { ...sent, messages: sent.messages - messages, characters: sent.characters - characters };
    });
  }

  #hearSent({ kind, from, to, entries = [] }: MessageRecord): void {
    const key = `${kind} ${from} ${to}`;
    const { messages, characters } = this.#sent.get(key) ?? { messages: 0, characters: 0 };
    const carried = entries.reduce((sum, { operation = '' }) => sum + operation.length, 0);
    this.#sent.set(key, { kind, from, to, messages: messages + 1, characters: characters + carried });
  }

  #at(mark: string | undefined): Totals {
    return (mark === undefined ? undefined : this.#marks.get(mark)) ?? beginning;
  }
}

const beginning: Totals = { sent: new Map(), elections: 0, leaders: 0 };
