/** One recorded server after a step of its own: its folded view, read as the rules of Figure 3 look at servers. */
import type { Entry } from '../../raft/types.ts';
import type { EntryRecord } from '../../trace/events.ts';
import type { NodeView } from '../../trace/view-types.ts';
import type { ServerState } from '../server-state.ts';

export class RecordedServer {
  /** The log as last read: the records as the view had them, and the same as entries. */
  #records: EntryRecord[] = [];
  #entries: Entry[] = [];
  #snapshotIndex = 0;

  /**
   * `promised`: an answer has left that the term and the vote must be safe for. null when the trace does not tell the
   * whole log. A log that the state says is shorter than the events told of was cut without a word.
   */
  read(node: NodeView, promised: boolean): ServerState | null {
    const { state, configuration, incarnation } = node;
    const length = state.lastLogIndex - node.snapshotIndex;
    if (length < 0 || length > node.log.length) return null;
    this.#follow(node, length);
    return {
      id: node.id,
      alive: true,
      incarnation,
      safe: promised,
      currentTerm: state.currentTerm,
      votedFor: state.votedFor,
      role: state.role,
      log: { snapshotIndex: node.snapshotIndex, snapshotTerm: node.snapshotTerm, entries: this.#entries },
      configuration,
      configurationIndex: configuration.index,
      believed: state.role === 'leader' ? node.progress : null,
      commitIndex: state.commitIndex,
      lastApplied: state.lastApplied,
    };
  }

  /** Records are replaced and never changed, and a log changes at its end: one look there tells where it is the same. */
  #follow({ snapshotIndex, log }: NodeView, length: number): void {
    const shared = Math.min(this.#records.length, length);
    const isKept = snapshotIndex === this.#snapshotIndex && this.#records[shared - 1] === log[shared - 1];
    const from = isKept ? shared : 0;
    this.#records.length = from;
    this.#entries.length = from;
    for (let at = from; at < length; at += 1) {
      const record = log[at];
      if (record === undefined) break;
      this.#records.push(record);
      this.#entries.push(entryOf(record));
    }
    this.#snapshotIndex = snapshotIndex;
  }
}

const known = new WeakMap<EntryRecord, Entry>();

function entryOf(record: EntryRecord): Entry {
  const seen = known.get(record);
  if (seen !== undefined) return seen;
  const entry = opened(record);
  known.set(record, entry);
  return entry;
}

/** The command's text is one of the judge's own: all that the trace tells of it, so that equal commands are equal. */
function opened({ index, term, kind, session, serial, operation, configuration }: EntryRecord): Entry {
  if (kind === 'noop') return { index, term, payload: { kind } };
  if (kind === 'command' || configuration === undefined) {
    return {
      index,
      term,
      payload: { kind: 'command', command: `${session ?? ''} ${serial ?? ''} ${operation ?? ''}` },
    };
  }
  const { voters, outgoing, learners, learnersNext = [], autoLeave = false } = configuration;
  return { index, term, payload: { kind, configuration: { voters, outgoing, learners, learnersNext, autoLeave } } };
}
