/** The lab's part in the cluster's composition: the rules that are in force, and servers that come and go (§6). */
import type { EventOf, RulesRecord, TraceHeader } from '../events.ts';
import type { NodeView } from '../view-types.ts';

/** A header that does not name a rule was written by a version that did not have it. */
export function rulesOf({ config }: TraceHeader): RulesRecord {
  return {
    preVote: config.preVote ?? false,
    withholdVotes: config.withholdVotes ?? false,
    checkQuorum: config.checkQuorum ?? false,
    noopOnElection: config.noopOnElection ?? true,
    reads: config.reads ?? 'log',
    snapshotAfterEntries: config.snapshotAfterEntries ?? null,
    maxEntriesPerMessage: config.maxEntriesPerMessage,
    maxInFlight: config.maxInFlight,
    maxUncommittedEntries: config.maxUncommittedEntries ?? Number.MAX_SAFE_INTEGER,
  };
}

export function foldMember(node: NodeView, { member, t }: EventOf<'lab.member'>): void {
  node.memberStage = { stage: member.stage, detail: member.detail, at: t };
  node.address = member.address ?? node.address;
}
