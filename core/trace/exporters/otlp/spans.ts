/** Spans that are open and those that are complete; at the end of the trace all are closed, so that no parent is missing. */
import type { TraceEvent } from '../../events.ts';
import { spanIdOf, traceIdOf } from './ids.ts';

/** As on the wire. */
export const spanKinds = { internal: 1, server: 2, client: 3 } as const;

export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface SpanStart {
  readonly service: string;
  readonly name: string;
  readonly kind: keyof typeof spanKinds;
  /** null: it begins a trace of its own. */
  readonly parent: Span | null;
  readonly attributes: Attributes;
  readonly links?: readonly Span[];
}

export interface Span extends SpanStart {
  readonly traceId: string;
  readonly spanId: string;
  readonly start: number;
}

export interface Ending {
  readonly name?: string;
  /** Why it failed. */
  readonly error?: string | undefined;
  readonly attributes?: Attributes;
}

export interface ClosedSpan extends Span {
  readonly end: number;
  readonly error: string | undefined;
}

export class Spans {
  readonly #open = new Set<Span>();
  #run = '';
  #closed: ClosedSpan[] = [];
  #event: TraceEvent | null = null;
  #begunByEvent = 0;
  #last = 0;

  /** What begins or ends from now on does so by this event. */
  hear(event: TraceEvent): void {
    if (event.ev === 'trace.header') this.#run = event.header.run;
    this.#event = event;
    this.#begunByEvent = 0;
    this.#last = event.t;
  }

  begin(start: SpanStart): Span {
    const { node = '', n = 0, t = 0 } = this.#event ?? {};
    this.#begunByEvent += 1;
    // Not from index or term: a server that starts again does many things once more.
    const name = [this.#run, node, n, this.#begunByEvent] as const;
    const span = {
      ...start,
      start: t,
      spanId: spanIdOf(...name),
      traceId: start.parent?.traceId ?? traceIdOf(...name),
    };
    this.#open.add(span);
    return span;
  }

  /** Nothing happens when it has ended already. */
  end(span: Span, { name = span.name, error, attributes = {} }: Ending = {}): void {
    if (!this.#open.delete(span)) return;
    this.#closed.push({ ...span, name, end: this.#last, error, attributes: { ...span.attributes, ...attributes } });
  }

  endAll(): void {
    for (const span of this.#open) this.end(span, { attributes: { 'raft.incomplete': true } });
  }

  get closed(): number {
    return this.#closed.length;
  }

  takeClosed(): readonly ClosedSpan[] {
    const closed = this.#closed;
    this.#closed = [];
    return closed;
  }
}
