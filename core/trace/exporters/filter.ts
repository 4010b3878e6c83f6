/** Which events of a trace an export keeps. Clocks and spans are derived from what is kept, never filtered afterwards. */
import type { TraceEvent } from '../events.ts';
import { families, familyOf, kinds } from './parts/kinds.ts';
import { Pairs } from './parts/pairs.ts';

/** An instant of the trace: microseconds since its epoch, or one event. */
export type Moment = { readonly t: number } | { readonly seq: number };

export interface FilterChoice {
  /** The first and last instant, both included. */
  readonly from?: Moment | undefined;
  readonly to?: Moment | undefined;
  /** Servers, clients, or `lab`. */
  readonly nodes?: readonly string[] | undefined;
  /** Kinds of event, or families of them: see `kindProblem`. */
  readonly kinds?: readonly string[] | undefined;
  /** Without empty AppendEntries and their answers. */
  readonly noHeartbeats?: boolean | undefined;
}

/** To be asked about every event of one trace, in order; answers whether it is kept. */
export type Filter = (event: TraceEvent) => boolean;

/** The header is always kept, since it says which run this is. Each filter is good for one pass. */
export function filterOf(choice: FilterChoice): Filter {
  const tests: Filter[] = [];
  // Hears of every event, kept or not, to know which messages belong together.
  if (choice.noHeartbeats === true) tests.push(heartbeatFilter());
  const { from, to } = choice;
  if (from !== undefined) tests.push((event) => !isBefore(event, from));
  if (to !== undefined) tests.push((event) => !isAfter(event, to));
  if (choice.nodes !== undefined) {
    const nodes = new Set(choice.nodes);
    tests.push(({ node }) => nodes.has(node));
  }
  if (choice.kinds !== undefined) {
    const wanted = new Set(choice.kinds);
    tests.push(({ ev }) => wanted.has(ev) || wanted.has(familyOf(ev)));
  }
  return (event) => tests.every((test) => test(event)) || event.ev === 'trace.header';
}

/** `12.5` or `12.5s`: seconds; `850ms`; `#2041`: that event. null: it is none of these. */
export function parseMoment(text: string): Moment | null {
  const event = /^#([0-9]{1,15})$/.exec(text);
  if (event !== null) return { seq: Number(event[1]) };
  const time = /^([0-9]{1,9}(?:\.[0-9]{1,9})?)(s|ms)?$/.exec(text);
  if (time === null) return null;
  return { t: Math.round(Number(time[1]) * (time[2] === 'ms' ? 1e3 : 1e6)) };
}

/** null for a kind or a family that exists; else a part of a sentence. */
export function kindProblem(kind: string): string | null {
  if (families.has(kind) || [...kinds].some((known) => known === kind)) return null;
  return `there is no kind or family of events ${JSON.stringify(kind.slice(0, 80))}; the families are ${[...families].sort().join(', ')}`;
}

/** True once nothing that comes later can be kept, so that the rest of the trace need not be read. */
export function isPast(event: TraceEvent, { to }: FilterChoice): boolean {
  return to !== undefined && isAfter(event, to);
}

function isBefore(event: TraceEvent, moment: Moment): boolean {
  return 'seq' in moment ? event.seq < moment.seq : event.t < moment.t;
}

function isAfter(event: TraceEvent, moment: Moment): boolean {
  return 'seq' in moment ? event.seq > moment.seq : event.t > moment.t;
}

/** Knows a heartbeat, which only its sending describes, and its answer again by their ids. */
function heartbeatFilter(): Filter {
  const pairs = new Pairs();
  const beats = new Recent();
  return (event) => {
    const request = pairs.hear(event);
    if (!('msg' in event)) return true;
    const { id, kind, entryCount } = event.msg;
    if (event.ev === 'msg.send') {
      const isBeat = kind === 'appendEntries' && entryCount === 0;
      const isAnswer = kind === 'appendEntriesReply' && request !== null && beats.has(request);
      if (isBeat || isAnswer) beats.add(id);
    }
    return !beats.has(id);
  };
}

/** So many ids back, a message is surely neither on its way nor waiting for its answer. */
const REMEMBERED = 100_000;

class Recent {
  #young = new Set<string>();
  #old = new Set<string>();

  has(id: string): boolean {
    return this.#young.has(id) || this.#old.has(id);
  }

  add(id: string): void {
    this.#young.add(id);
    if (this.#young.size < REMEMBERED) return;
    this.#old = this.#young;
    this.#young = new Set();
  }
}
