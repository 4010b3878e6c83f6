/** A short trace written by hand, event by event, with only what a test is about. */
import type { EventKind, MessageRecord, NodeStateRecord, TraceEvent } from '../../../core/trace/events.ts';
import { firstState } from '../../../core/trace/first-state.ts';

type Lifecycle = Extract<EventKind, `node.${string}`>;

export class HandTrace {
  readonly events: TraceEvent[] = [];

  get length(): number {
    return this.events.length;
  }

  at(position: number): TraceEvent | undefined {
    return this.events[position];
  }

  private envelope(t: number, node: string) {
    const seq = this.events.length + 1;
    const hlc: [number, number] = [0, seq];
    return { seq, t, hlc, node, n: seq };
  }

  /** The server now is this; told by an event that says nothing else of interest here. */
  state(t: number, node: string, state: Partial<NodeStateRecord>): this {
    const leader = { id: null };
    const whole = { ...firstState, ...state };
    this.events.push({ ...this.envelope(t, node), inc: 1, state: whole, ev: 'raft.leader', leader });
    return this;
  }

  lifecycle(t: number, node: string, ev: Exclude<Lifecycle, 'node.persist'>): this {
    const lifecycle = { address: null, why: 'started' as const, detail: null };
    this.events.push({ ...this.envelope(t, node), inc: 1, state: firstState, ev, lifecycle });
    return this;
  }

  send(t: number, id: string, message: Partial<MessageRecord> & Pick<MessageRecord, 'kind' | 'from' | 'to'>): this {
    this.events.push({ ...this.envelope(t, message.from), ev: 'msg.send', msg: { id, term: 1, ...message } });
    return this;
  }

  end(t: number, id: string, ev: 'msg.recv' | 'msg.drop' | 'msg.duplicate', from = 'S1', to = 'S2'): this {
    const msg: MessageRecord = { id, term: 1, kind: 'appendEntries', from, to };
    if (ev === 'msg.recv') this.events.push({ ...this.envelope(t, to), ev, msg });
    else this.events.push({ ...this.envelope(t, to), ev, msg, why: 'cut' });
    return this;
  }

  fault(t: number, ev: 'fault.partition' | 'fault.isolate' | 'fault.link' | 'fault.heal', cuts: string[]): this {
    const links = cuts.map((cut) => {
      const [from = '', to = ''] = cut.split('>');
      return { from, to, cut: true, delayMs: 0, jitterMs: 0, loss: 0, duplicate: 0, reorder: 0 };
    });
    const target = ev === 'fault.isolate' ? (links[0]?.from ?? null) : null;
    const groups = ev === 'fault.partition' ? [['S1', 'S2'], ['S3']] : [];
    this.events.push({ ...this.envelope(t, 'lab'), ev, fault: { by: 'user', target, groups, links } });
    return this;
  }

  client(
    t: number,
    ev: 'client.invoke' | 'client.retry' | 'client.ok' | 'client.info',
    serial: number,
    tries = 1,
  ): this {
    const op = {
      session: 'c1-0',
      serial,
      operation: 'put x 6',
      tries,
      hops: 0,
      target: 'S1',
      result: null,
      index: null,
      duplicate: false,
      why: null,
    };
    this.events.push({ ...this.envelope(t, 'c1'), ev, op });
    return this;
  }
}
