/** Which rules an event could break: counted, so that "held" is seen to be more than "never tried". */
import type { EventKind, TraceEvent } from '../../core/trace/events.ts';
import type { CheckedRule } from './meanings.ts';

const byKind: { readonly [Kind in EventKind]?: readonly CheckedRule[] } = {
  'raft.term': ['The Term Never Falls'],
  'raft.progress': ['What a Leader Counts Is Stored', 'matchIndex Never Falls'],
  'raft.change': ['One Membership Change at a Time', 'Changes Follow an Entry of the Own Term'],
  'raft.configuration': ['Quorums of Successive Memberships Intersect'],
  'log.truncate': ['Leader Append-Only'],
  'log.apply': [
    ...(['State Machine Safety', 'Applied Is Committed', 'The Applied Index Never Falls'] as const),
    ...(['Applied Once and in Order', 'Each Command Takes Effect Once'] as const),
  ],
  'client.ok': [
    ...(['Answers Are True', 'Linearizability', 'The Order of the Log Is That of the Clients'] as const),
    'Acknowledged Is on a Majority of Disks',
  ],
  'client.fail': ['Refused Never Takes Effect'],
  'node.halt': ['A Server Halted'],
  'node.crash': ['A Server Halted'],
  'node.stop': ['A Server Halted'],
};

const elected: readonly CheckedRule[] = ['Election Safety', 'Leader Completeness'];
const appended: readonly CheckedRule[] = ['Log Matching', 'Terms in a Log Never Fall'];
const committed: readonly CheckedRule[] = ['Committed Is in the Log', 'The Commit Index Never Falls'];
const counted: readonly CheckedRule[] = ['Committed Is on a Majority', 'Committed by an Entry of the Own Term'];
const voted: readonly CheckedRule[] = ['One Vote per Term'];
const none: readonly CheckedRule[] = [];

export function occasionsIn(event: TraceEvent): readonly CheckedRule[] {
  switch (event.ev) {
    case 'raft.role':
      return event.role.to === 'leader' ? elected : none;
    case 'raft.vote':
      return event.vote.granted && event.vote.preVote !== true ? voted : none;
    case 'log.append':
      return event.state.role === 'leader' ? [...appended, 'Leader Append-Only'] : appended;
    case 'log.commit':
      return event.commit.why === 'majority' ? [...committed, ...counted] : committed;
    default:
      return byKind[event.ev] ?? none;
  }
}
