/** What a server's state is before anything is known of it: Figure 2's initial values. */
import type { NodeStateRecord } from './events.ts';

export const firstState: NodeStateRecord = {
  currentTerm: 0,
  votedFor: null,
  role: 'follower',
  leaderId: null,
  lastLogIndex: 0,
  lastLogTerm: 0,
  snapshotIndex: 0,
  snapshotTerm: 0,
  commitIndex: 0,
  lastApplied: 0,
  durableIndex: 0,
  electionDeadline: null,
  electionTimeout: null,
};
