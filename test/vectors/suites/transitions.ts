/** Figure 4: which role may follow which, found by letting everything happen to a server of each role. */
import * as v from 'valibot';
import type { Input } from '../../../core/raft/duties.ts';
import type { Message } from '../../../core/raft/messages.ts';
import { step } from '../../../core/raft/step.ts';
import type { Vector } from '../format.ts';
import { roleNotation } from '../server.ts';
import { NOW, serverGiven, serverOf } from '../server-given.ts';
import { compare, type Verdict } from '../verdict.ts';

const roleName = v.picklist(['follower', 'precandidate', 'candidate', 'leader']);
type RoleNotation = v.InferOutput<typeof roleName>;

/** A transition is legal when some event makes a server take it, and illegal when no event does. */
export function judgeTransition(vector: Vector): Verdict {
  const from = v.parse(roleName, vector.given['role']);
  const to = v.parse(roleName, vector.when['transition']);
  const legal = [[1], [1, 2, 3]].some((voters) => everything.some((input) => takes(voters, from, to, input)));
  return compare(vector.then ?? {}, { legal });
}

function takes(voters: number[], from: RoleNotation, to: RoleNotation, input: Input): boolean {
  if (from === 'leader' && isOtherLeaderOfTerm(input, 3)) return false;
  const given = v.parse(serverGiven, { role: from, term: 3, votedFor: 1, log: [1, 3], voters });
  const state = serverOf(given, { preVote: [from, to].includes('precandidate') });
  return step(state, input, NOW).notes.some(
    (note) => note.ev === 'raft.role' && roleNotation(note.role.from) === from && roleNotation(note.role.to) === to,
  );
}

const messages: readonly Message[] = [2, 3, 4].flatMap((term) => {
  const route = { from: 'S2', to: 'S1', term };
  const end = { lastLogIndex: 9, lastLogTerm: 3 };
  const tags = { round: 0, configurationIndex: 0 };
  const reply = { kind: 'appendEntriesReply', ...route, prevLogIndex: 2, conflict: null, ...tags } as const;
  const request = { kind: 'appendEntries', ...route, prevLogIndex: 2, prevLogTerm: 3, entries: [], ...tags } as const;
  return [
    { kind: 'preVote', ...route, ...end } as const,
    { kind: 'preVoteReply', ...route, voteGranted: true } as const,
    { kind: 'preVoteReply', ...route, voteGranted: false } as const,
    { kind: 'requestVote', ...route, ...end, leadershipTransfer: false } as const,
    { kind: 'requestVoteReply', ...route, voteGranted: true } as const,
    { kind: 'requestVoteReply', ...route, voteGranted: false } as const,
    { ...reply, success: true, matchIndex: 2 },
    { ...reply, success: false, matchIndex: 0 },
    { ...request, leaderCommit: 2 },
    { kind: 'timeoutNow', ...route } as const,
  ];
});

/** A leader never hears another leader of its own term: that would break election safety, not test a transition. */
function isOtherLeaderOfTerm(input: Input, term: number): boolean {
  if (input.kind !== 'receive' || input.message.term !== term) return false;
  return input.message.kind === 'appendEntries' || input.message.kind === 'timeoutNow';
}

const everything: readonly Input[] = [
  { kind: 'start' },
  { kind: 'timeout', timer: 'election', why: 'elapsed' },
  { kind: 'timeout', timer: 'heartbeat', why: 'elapsed' },
  { kind: 'timeout', timer: 'quorum', why: 'elapsed' },
  { kind: 'timeout', timer: 'transfer', why: 'elapsed' },
  { kind: 'propose', proposals: [{ proposalId: 1, command: 'x' }] },
  { kind: 'read', reads: [{ readId: 1, by: 'leader' }] },
  { kind: 'transfer', requestId: 1, target: 'S2' },
  { kind: 'saved', saveId: 1 },
  ...messages.map((message): Input => ({ kind: 'receive', message })),
];
