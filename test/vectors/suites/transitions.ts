/** Figure 4: which role may follow which, found by letting everything happen to a server of each role. */
import * as v from 'valibot';
import type { Input } from '../../../core/raft/duties.ts';
import { step } from '../../../core/raft/step.ts';
import type { Message, RoleName } from '../../../core/raft/types.ts';
import type { Vector } from '../format.ts';
import { serverGiven, serverOf } from '../server.ts';
import { compare, type Verdict } from '../verdict.ts';

const roleName = v.picklist(['follower', 'candidate', 'leader']);

/** A transition is legal when some event makes a server take it, and illegal when no event does. */
export function judgeTransition(vector: Vector): Verdict {
  const from = v.parse(roleName, vector.given['role']);
  const to = v.parse(roleName, vector.when['transition']);
  const legal = [[1], [1, 2, 3]].some((voters) => everything.some((input) => takes(voters, from, to, input)));
  return compare(vector.then ?? {}, { legal });
}

function takes(voters: number[], from: RoleName, to: RoleName, input: Input): boolean {
  if (from === 'leader' && isOtherLeaderOfTerm(input, 3)) return false;
  const state = serverOf(v.parse(serverGiven, { role: from, term: 3, votedFor: 1, log: [1, 3], voters }));
  return step(state, input).notes.some(
    (note) => note.ev === 'raft.role' && note.role.from === from && note.role.to === to,
  );
}

const messages: readonly Message[] = [2, 3, 4].flatMap((term) => {
  const route = { from: 'S2', to: 'S1', term };
  const reply = { kind: 'appendEntriesReply', ...route, prevLogIndex: 2, conflict: null } as const;
  const request = { kind: 'appendEntries', ...route, prevLogIndex: 2, prevLogTerm: 3, entries: [] } as const;
  return [
    { kind: 'requestVote', ...route, lastLogIndex: 9, lastLogTerm: 3 } as const,
    { kind: 'requestVoteReply', ...route, voteGranted: true } as const,
    { kind: 'requestVoteReply', ...route, voteGranted: false } as const,
    { ...reply, success: true, matchIndex: 2 },
    { ...reply, success: false, matchIndex: 0 },
    { ...request, leaderCommit: 2 },
  ];
});

/** A leader never hears another leader of its own term: that would break election safety, not test a transition. */
function isOtherLeaderOfTerm(input: Input, term: number): boolean {
  return input.kind === 'receive' && input.message.kind === 'appendEntries' && input.message.term === term;
}

const everything: readonly Input[] = [
  { kind: 'start' },
  { kind: 'timeout', timer: 'election', why: 'elapsed' },
  { kind: 'timeout', timer: 'heartbeat', why: 'elapsed' },
  { kind: 'propose', proposals: [{ proposalId: 1, command: 'x' }] },
  { kind: 'saved', saveId: 1 },
  ...messages.map((message): Input => ({ kind: 'receive', message })),
];
