/** Where one step of a server ends and the next begins: all events of a step carry the state that the step led to. */
import type { NodeStateRecord, TraceEvent } from '../../trace/events.ts';

export interface Step {
  readonly node: string;
  readonly state: NodeStateRecord;
  lastSeq: number;
  /** Something happened that the rules look at. */
  matters: boolean;
  /** An answer left that the disk must stand for. */
  promised: boolean;
}

export function beginStep(event: TraceEvent, state: NodeStateRecord): Step {
  return { node: event.node, state, lastSeq: event.seq, matters: false, promised: false };
}

export function addToStep(step: Step, event: TraceEvent): void {
  step.lastSeq = event.seq;
  step.matters ||= isDecision(event);
  step.promised ||= isPromise(event, step.state.currentTerm);
}

/** Notes of a step stand together: what another server or the lab says comes before them or after. */
export function isOfStep(event: TraceEvent, { node, state }: Step): boolean {
  return event.node === node && 'state' in event && event.state !== undefined && isSameState(event.state, state);
}

export function isSameState(one: NodeStateRecord, other: NodeStateRecord): boolean {
  return (
    one === other ||
    (one.currentTerm === other.currentTerm &&
      one.votedFor === other.votedFor &&
      one.role === other.role &&
      one.lastLogIndex === other.lastLogIndex &&
      one.lastLogTerm === other.lastLogTerm &&
      one.commitIndex === other.commitIndex &&
      one.lastApplied === other.lastApplied &&
      one.snapshotIndex === other.snapshotIndex &&
      one.durableIndex === other.durableIndex)
  );
}

function isDecision({ ev }: TraceEvent): boolean {
  return ev.startsWith('log.') || ev.startsWith('node.') || ev === 'raft.progress' || ev === 'raft.configuration';
}

/** Such messages wait for the disk (Figure 2): the term and the vote of the sender are safe when they leave. */
function isPromise(event: TraceEvent, currentTerm: number): boolean {
  if (event.ev !== 'msg.send' || event.msg.term !== currentTerm) return false;
  const { kind, voteGranted, success } = event.msg;
  return (kind === 'requestVoteReply' && voteGranted === true) || (kind === 'appendEntriesReply' && success === true);
}
