/** The things that contradict each other in a finding, side by side: each event with what its server was then. */
import type { EntryRecord, TraceEvent } from '../../core/trace/events.ts';
import { sentence } from '../../core/trace/words.ts';
import { entryText } from '../model/entry-text.ts';
import { clockText, countText } from '../parts/format.ts';
import type { Found } from './messages.ts';

export interface ClashSide {
  readonly seq: number;
  readonly node: string;
  readonly time: string;
  readonly sentence: string;
  /** What the server was after that step: name and value. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly term: number | null;
}

const MOST_ENTRIES = 6;

/** So far back it is looked for what another server was. */
const FAR = 5000;

/**
 * `eventAt` gives the event of a seq. The first and the last of those that clash; the others lie in between. When it is
 * one event that clashes with what another server is, that server's last event before it stands on the other side.
 */
export function clashOf({ seqs, nodes }: Found, eventAt: (seq: number) => TraceEvent | undefined): ClashSide[] {
  const [first, last] = [seqs[0], seqs.at(-1)];
  const chosen = first === undefined || first === last ? [otherSide(last, nodes, eventAt), last] : [first, last];
  return chosen.flatMap((seq) => {
    const event = seq === undefined ? undefined : eventAt(seq);
    return event === undefined ? [] : [sideOf(event)];
  });
}

function otherSide(
  seq: number | undefined,
  nodes: readonly string[],
  eventAt: (seq: number) => TraceEvent | undefined,
): number | undefined {
  const node = seq === undefined ? undefined : eventAt(seq)?.node;
  for (let back = (seq ?? 0) - 1; back > Math.max(0, (seq ?? 0) - FAR); back--) {
    const event = eventAt(back);
    if (event !== undefined && 'state' in event && event.node !== node && nodes.includes(event.node)) return back;
  }
  return undefined;
}

function sideOf(event: TraceEvent): ClashSide {
  const state = 'state' in event ? event.state : undefined;
  const facts: [string, string][] = [];
  if (state !== undefined) {
    facts.push(['role', state.role], ['currentTerm', `${state.currentTerm}`], ['votedFor', state.votedFor ?? 'nobody']);
    facts.push(['log ends at', `index ${state.lastLogIndex}, term ${state.lastLogTerm}`]);
    facts.push(['on its disk', `up to index ${state.durableIndex}`]);
    facts.push(['commitIndex', `${state.commitIndex}`], ['lastApplied', `${state.lastApplied}`]);
  }
  for (const entry of entriesIn(event).slice(0, MOST_ENTRIES))
    facts.push([`entry ${entry.index}`, `T${entry.term} ${entryText(entry)}`]);
  const { seq, node, t } = event;
  return { seq, node, time: clockText(t), sentence: sentence(event), facts, term: state?.currentTerm ?? null };
}

function entriesIn(event: TraceEvent): readonly EntryRecord[] {
  if (event.ev === 'log.append') return event.append.entries;
  if (event.ev === 'log.restore') return event.restore.entries;
  return 'msg' in event ? (event.msg.entries ?? []) : [];
}

/** A finding as text, to hand to whoever wrote the server. */
export function clashReport(found: Found, sides: readonly ClashSide[], source: string): string {
  const lines = [
    `${found.invariant} is broken: ${found.detail}`,
    source,
    `Events that clash: ${found.seqs.map((seq) => `#${countText(seq)}`).join(', ')}`,
  ];
  for (const side of sides) {
    lines.push('', `#${side.seq} at ${side.time} on ${side.node}: ${side.sentence}`);
    lines.push(...side.facts.map(([name, value]) => `  ${name}: ${value}`));
  }
  return `${lines.join('\n')}\n`;
}
