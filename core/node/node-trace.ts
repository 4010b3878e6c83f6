/** Everything one server writes into the trace, stamped with its incarnation and its state. */
import { lastLogIndex, lastLogTerm } from '../raft/log.ts';
import type { Note } from '../raft/notes.ts';
import type { Entry, RaftState, Snapshot } from '../raft/types.ts';
import { toConfigurationRecord, toEntryRecord } from '../trace/entry-record.ts';
import type { EventOf, NodeStateRecord, TraceEvent } from '../trace/events.ts';
import type { EventSink } from '../trace/recorder.ts';
import type { Executed } from './executor.ts';
import type { SavedBatch } from './group-commit.ts';
import { addressRecord, messageRecord } from './message-record.ts';
import { noteRecords } from './note-record.ts';
import type { Body, DropReason, Envelope } from './ports.ts';
import { appliedInPieces, entriesInPieces } from './short-lines.ts';
import type { NodeTimers } from './timers.ts';

type LifecycleKind = EventOf<'node.start'>['ev'];
type Lifecycle = EventOf<'node.start'>['lifecycle'];

/** Entries in one log.restore event, and fewer where they are long. */
const RESTORE_CHUNK = 1000;

/** The state as the trace keeps it. */
export function stateRecord(state: RaftState, timers: NodeTimers): NodeStateRecord {
  const { deadline, timeout } = timers.election;
  return {
    currentTerm: state.currentTerm,
    votedFor: state.votedFor,
    role: state.role.kind,
    leaderId: state.leaderId,
    lastLogIndex: lastLogIndex(state.log),
    lastLogTerm: lastLogTerm(state.log),
    snapshotIndex: state.log.snapshotIndex,
    snapshotTerm: state.log.snapshotTerm,
    commitIndex: state.commitIndex,
    lastApplied: state.lastApplied,
    durableIndex: state.durableIndex,
    electionDeadline: deadline,
    electionTimeout: timeout,
  };
}

export class NodeTrace {
  readonly #sink: EventSink;
  readonly #node: string;
  readonly #inc: number;
  readonly #readState: () => NodeStateRecord;
  #state: NodeStateRecord;
  #nextMessage = 1;

  constructor(sink: EventSink, node: string, inc: number, readState: () => NodeStateRecord) {
    this.#sink = sink;
    this.#node = node;
    this.#inc = inc;
    this.#readState = readState;
    this.#state = readState();
  }

  /** Events from here on carry the state as it is now. */
  refresh(): void {
    this.#state = this.#readState();
  }

  lifecycle(ev: LifecycleKind, why: Lifecycle['why'], address: string | null, detail: string | null = null): void {
    this.#sink.record({ ...this.#stamp(), ev, lifecycle: { address, why, detail } });
  }

  /** What the disk gave back: the snapshot, if it held one, then the entries after it. */
  restored(snapshot: Snapshot | null, entries: readonly Entry[]): void {
    if (snapshot !== null) this.#restoredSnapshot(snapshot);
    for (let from = 0; from < entries.length; from += RESTORE_CHUNK) {
      const records = entries.slice(from, from + RESTORE_CHUNK).map(toEntryRecord);
      for (const piece of entriesInPieces(records)) {
        this.#sink.record({ ...this.#stamp(), ev: 'log.restore', restore: { entries: piece } });
      }
    }
  }

  #restoredSnapshot({ lastIncludedIndex, lastIncludedTerm, configuration, configurationIndex, data }: Snapshot): void {
    const restoreSnapshot = {
      lastIncludedIndex,
      lastIncludedTerm,
      configuration: toConfigurationRecord(configuration),
      configurationIndex,
      length: data.length,
    };
    this.#sink.record({ ...this.#stamp(), ev: 'log.restoreSnapshot', restoreSnapshot });
  }

  notes(notes: readonly Note[]): void {
    for (const note of notes) {
      for (const record of noteRecords(note)) this.#sink.record(Object.assign(this.#stamp(), record));
    }
  }

  /** Records the sending and gives the message its id and time stamp. */
  sent(body: Body): Envelope {
    const id = `${this.#node}.${this.#inc}.${this.#nextMessage++}`;
    const msg = messageRecord(id, body);
    const { hlc } = this.#sink.record(Object.assign(this.#stamp(), { ev: 'msg.send' as const, msg }));
    return { id, hlc, from: body.from, to: body.to, body };
  }

  received({ id, hlc, body }: Envelope): void {
    const received = { ev: 'msg.recv' as const, msg: addressRecord(id, body) };
    this.#sink.record(Object.assign(this.#stamp(), received), hlc);
  }

  /** The sender's own connection lost it; the loss belongs to the network, so it stands under the lab. */
  lost({ id, body }: Envelope, why: DropReason): void {
    this.#sink.record({ ev: 'msg.drop', node: 'lab', msg: addressRecord(id, body), why });
  }

  persisted({ saveId, hardState, snapshot, entries, micros }: SavedBatch): void {
    const persist = {
      saveId,
      hardState: hardState !== null,
      snapshotIndex: snapshot?.snapshot.lastIncludedIndex ?? null,
      entries: entries.length,
      fromIndex: entries[0]?.index ?? 0,
      toIndex: entries.at(-1)?.index ?? 0,
      micros,
    };
    this.#sink.record(Object.assign(this.#stamp(), { ev: 'node.persist' as const, persist }));
  }

  applied(executed: readonly Executed[]): void {
    for (const entries of appliedInPieces(executed.map(appliedRecord))) {
      this.#sink.record(Object.assign(this.#stamp(), { ev: 'log.apply' as const, apply: { entries } }));
    }
  }

  /** A fresh object each time, to be added to: V8 takes six times as long for `{ ...stamp, more }`, at every event. */
  #stamp(): Pick<Extract<TraceEvent, { inc: number; state: NodeStateRecord }>, 'node' | 'inc' | 'state'> {
    return { node: this.#node, inc: this.#inc, state: this.#state };
  }
}

function appliedRecord({
  entry: { index, term },
  applied,
}: Executed): EventOf<'log.apply'>['apply']['entries'][number] {
  return {
    index,
    term,
    duplicate: applied?.outcome === 'duplicate',
    expired: applied?.outcome === 'expired',
    result: applied?.result ?? null,
  };
}
