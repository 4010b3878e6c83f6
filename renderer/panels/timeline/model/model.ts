/**
 * The timeline's lanes, grown event by event: each event is looked at once, when it arrives, and never again.
 * Times are trace microseconds; `position` is an event's place in the trace, 0 for the first.
 */
import type { TraceEvent } from '../../../../core/trace/events.ts';
import { NodeTrack, TermTrack } from './bands.ts';
import { Density } from './density.ts';
import { type EntryMoment, EntryTrack } from './entry-track.ts';
import { FaultTrack } from './fault-bars.ts';
import { type LaneMark, laneMarkOf } from './lane-marks.ts';
import { classOf, MessageTable } from './messages.ts';
import { OperationTrack } from './operations.ts';

/** A single moment worth a flag of its own. */
export interface Mark {
  readonly t: number;
  readonly kind: 'note' | 'violation' | 'gap';
  readonly text: string;
  readonly event: number;
}

export class TimelineModel {
  /** By node name, in the order of the header and then of appearance. */
  readonly nodes = new Map<string, NodeTrack>();
  readonly clients = new Map<string, OperationTrack>();
  readonly terms = new TermTrack();
  readonly faults = new FaultTrack();
  readonly messages = new MessageTable();
  private readonly entries = new EntryTrack();
  readonly marks: Mark[] = [];
  readonly laneMarks: LaneMark[] = [];
  readonly density = new Density();
  /** Addresses of nodes and clients by the number that stands in the tables. */
  readonly addresses: string[] = [];
  private readonly numbers = new Map<string, number>();
  /** Events heard so far. */
  length = 0;
  /** t of the last of them. */
  lastAt = 0;

  /** The next event. */
  hear(event: TraceEvent): void {
    this.add(event, this.length++);
    this.lastAt = Math.max(this.lastAt, event.t);
  }

  /** What became of the entries at an index, in the order of the trace. */
  momentsOf(index: number): EntryMoment[] {
    return this.entries.momentsOf(index, this.addresses);
  }

  numberOf(address: string): number {
    const known = this.numbers.get(address);
    if (known !== undefined) return known;
    const number = this.addresses.push(address) - 1;
    this.numbers.set(address, number);
    return number;
  }

  private add(event: TraceEvent, position: number): void {
    if (isNewsworthy(event)) this.density.add(event.t);
    if ('state' in event && event.state) {
      this.node(event.node).absorb(event.ev, event.state, event.t, position);
      this.terms.absorb(event.state, event.node, event.t, position);
    }
    const laneMark = laneMarkOf(event, position);
    if (laneMark !== null) this.laneMarks.push(laneMark);
    this.addKind(event, position);
  }

  private addKind(event: TraceEvent, position: number): void {
    if ('msg' in event) this.messages.absorb(event, position, (address) => this.numberOf(address));
    else if ('op' in event) this.client(event.node).absorb(event, position);
    else if ('fault' in event) this.faults.absorbFault(event, position);
    else if ('lifecycle' in event) this.faults.absorbServer(event, position);
    else if (event.ev === 'log.append' || event.ev === 'log.commit' || event.ev === 'log.truncate')
      this.entries.absorb(event, (node) => this.numberOf(node));
    else if (event.ev === 'trace.header') for (const node of event.header.nodes) this.node(node);
    else if (event.ev === 'lab.member') this.node(event.member.node);
    else if (event.ev === 'note') this.mark(event, 'note', event.note.text, position);
    else if (event.ev === 'check.violation') this.mark(event, 'violation', event.violation.invariant, position);
    else if (event.ev === 'trace.gap') this.mark(event, 'gap', `${event.gap.count} events missing`, position);
  }

  private mark(event: TraceEvent, kind: Mark['kind'], text: string, position: number): void {
    this.marks.push({ t: event.t, kind, text, event: position });
  }

  private node(name: string): NodeTrack {
    let track = this.nodes.get(name);
    if (!track) {
      track = new NodeTrack();
      this.nodes.set(name, track);
      this.numberOf(name);
    }
    return track;
  }

  private client(name: string): OperationTrack {
    let track = this.clients.get(name);
    if (!track) {
      track = new OperationTrack();
      this.clients.set(name, track);
    }
    return track;
  }
}

/** The routine of a quiet cluster would drown everything else in the overview. */
export function isNewsworthy(event: TraceEvent): boolean {
  if ('msg' in event) {
    if (event.ev === 'msg.drop') return true;
    return event.ev === 'msg.send' && classOf(event.msg) !== 'heartbeat';
  }
  return !routine.has(event.ev);
}

const routine: ReadonlySet<TraceEvent['ev']> = new Set([
  'node.persist',
  'raft.progress',
  'raft.check',
  'raft.ignore',
  'raft.read',
  'raft.chunk',
  'log.apply',
  'trace.header',
]);
