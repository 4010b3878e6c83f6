/** "The fold of a trace equals the state of the servers that wrote it": where it does not, in sentences. */
import type { EntryRecord, NodeStateRecord } from './events.ts';
import { configurationView } from './fold/log.ts';
import type { ConfigurationView, NodeView } from './view-types.ts';

/** A server's own account of itself. */
export interface Account {
  readonly id: string;
  readonly status: 'up' | 'paused' | 'down' | 'halted';
  readonly incarnation: number;
  /** null while down or halted; compared, with all that follows, while the server is up or paused. */
  readonly state: NodeStateRecord | null;
  /** The entries after the compacted prefix. */
  readonly log: readonly EntryRecord[];
  /** The membership in force. */
  readonly configuration: ConfigurationView;
  readonly progress: readonly {
    readonly peer: string;
    readonly nextIndex: number;
    readonly matchIndex: number;
    readonly inFlight: number;
    readonly mode: 'probe' | 'replicate' | 'snapshot';
  }[];
}

/** Empty when the view tells exactly what the server says. */
export function differencesFromTruth(view: NodeView, truth: Account): string[] {
  const compare = comparer(view.id);
  compare('status', view.status, truth.status);
  compare('incarnation', view.incarnation, truth.incarnation);
  if (truth.state === null || (truth.status !== 'up' && truth.status !== 'paused')) return compare.found;
  compareState(compare, view.state, truth.state);
  compare('snapshotIndex', view.snapshotIndex, truth.state.snapshotIndex);
  compare('snapshotTerm', view.snapshotTerm, truth.state.snapshotTerm);
  compareLog(compare, view.log, truth.log);
  compare('the membership', membershipFields(view.configuration), membershipFields(truth.configuration));
  compareProgress(compare, view, truth.progress);
  return compare.found;
}

interface Comparer {
  (what: string, seen: unknown, real: unknown): void;
  readonly found: string[];
}

function comparer(id: string): Comparer {
  const found: string[] = [];
  const compare = (what: string, seen: unknown, real: unknown) => {
    const [seenText, realText] = [asText(seen), asText(real)];
    if (seenText !== realText) found.push(`${id}: ${what} is ${realText}; the trace says ${seenText}.`);
  };
  return Object.assign(compare, { found });
}

function asText(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}

function compareState(compare: Comparer, seen: NodeStateRecord, real: NodeStateRecord): void {
  compare('currentTerm', seen.currentTerm, real.currentTerm);
  compare('votedFor', seen.votedFor, real.votedFor);
  compare('role', seen.role, real.role);
  compare('leaderId', seen.leaderId, real.leaderId);
  compare('lastLogIndex', seen.lastLogIndex, real.lastLogIndex);
  compare('lastLogTerm', seen.lastLogTerm, real.lastLogTerm);
  compare('commitIndex', seen.commitIndex, real.commitIndex);
  compare('lastApplied', seen.lastApplied, real.lastApplied);
  compare('durableIndex', seen.durableIndex, real.durableIndex);
  compare('electionDeadline', seen.electionDeadline, real.electionDeadline);
  compare('electionTimeout', seen.electionTimeout, real.electionTimeout);
}

function compareLog(compare: Comparer, seen: readonly EntryRecord[], real: readonly EntryRecord[]): void {
  compare('the length of the log', seen.length, real.length);
  const shared = Math.min(seen.length, real.length);
  for (let at = 0; at < shared; at += 1) {
    compare(`the entry at index ${real[at]?.index}`, entryFields(seen[at]), entryFields(real[at]));
  }
}

/** In one order, whoever wrote the record. */
function entryFields(entry: EntryRecord | undefined): unknown[] {
  if (entry === undefined) return [];
  const { index, term, kind, session, serial, operation, configuration } = entry;
  const membership = configuration === undefined ? null : membershipFields(configurationView(configuration, index));
  return [index, term, kind, session, serial, operation, membership];
}

function membershipFields(membership: ConfigurationView): unknown[] {
  const { voters, outgoing, learners, learnersNext, autoLeave, index } = membership;
  return [voters, outgoing, learners, learnersNext, autoLeave, index];
}

function compareProgress(compare: Comparer, view: NodeView, real: Account['progress']): void {
  compare('the number of peers followed', view.progress.size, real.length);
  for (const { peer, nextIndex, matchIndex, inFlight, mode } of real) {
    const seen = view.progress.get(peer);
    compare(`nextIndex of ${peer}`, seen?.nextIndex, nextIndex);
    compare(`matchIndex of ${peer}`, seen?.matchIndex, matchIndex);
    compare(`requests in flight to ${peer}`, seen?.inFlight, inFlight);
    compare(`the mode of ${peer}`, seen?.mode, mode);
  }
}
