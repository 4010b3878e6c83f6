/** File 05: Figure 7. A leader of term 8 brings a follower to its own log, and who would vote for it. */
import * as v from 'valibot';
import type { Message } from '../../../../core/raft/messages.ts';
import { step } from '../../../../core/raft/step.ts';
import type { RaftState } from '../../../../core/raft/types.ts';
import { terms, type Vector } from '../../format.ts';
import { notationOf } from '../../server.ts';
import { NOW, progressOf, serverGiven, serverOf } from '../../server-given.ts';
import { compare, type Verdict } from '../../verdict.ts';

const repair = v.strictObject({
  leaderTerm: v.number(),
  leaderLog: terms,
  noop: v.boolean(),
  followerLog: terms,
  followerTerm: v.number(),
});
const campaign = v.strictObject({ candidateLog: terms, voterLogs: v.record(v.string(), terms) });

export function judgeFigure7(vector: Vector): Verdict {
  return 'candidateLog' in vector.given ? judgeVotes(vector) : judgeRepair(vector);
}

/** Figure 7 lists the probes of four methods; ours is `termFirst`. */
function judgeRepair(vector: Vector): Verdict {
  const given = v.parse(repair, vector.given);
  const { nextIndexStart } = v.parse(v.strictObject({ nextIndexStart: v.number() }), vector.when);
  const leader = serverOf(
    v.parse(serverGiven, { role: 'leader', term: given.leaderTerm, votedFor: 1, log: given.leaderLog }),
  );
  const { followerLog: log, followerTerm: term } = given;
  const follower = serverOf(v.parse(serverGiven, { self: 2, term, log }));
  progressOf(leader, 2).nextIndex = nextIndexStart;
  const { probes, firstMatch } = talk(leader, follower);
  return compare(vector.then ?? {}, {
    match: firstMatch,
    probes: ownMethod(vector, probes),
    finalLog: notationOf(follower.log),
  });
}

function ownMethod(vector: Vector, termFirst: readonly number[]): unknown {
  const listed = v.parse(v.record(v.string(), v.unknown()), vector.then?.['probes']);
  return { ...listed, termFirst };
}

/** Delivers everything between the two until nothing is left. */
function talk(leader: RaftState, follower: RaftState): { probes: number[]; firstMatch: number | null } {
  const probes: number[] = [];
  let firstMatch: number | null = null;
  const queue: Message[] = step(leader, { kind: 'timeout', timer: 'heartbeat', why: 'elapsed' }, NOW).sendNow;
  for (let message = queue.shift(); message !== undefined; message = queue.shift()) {
    if (message.to !== leader.id && message.to !== follower.id) continue;
    if (message.kind === 'appendEntries' && firstMatch === null) probes.push(message.prevLogIndex + 1);
    if (message.kind === 'appendEntriesReply' && message.success) firstMatch ??= message.prevLogIndex;
    const output = step(message.to === leader.id ? leader : follower, { kind: 'receive', message }, NOW);
    queue.push(...output.sendNow, ...output.sendAfterSave);
  }
  return { probes, firstMatch };
}

function judgeVotes(vector: Vector): Verdict {
  const { candidateLog, voterLogs } = v.parse(campaign, vector.given);
  const { requestTerm: term } = v.parse(v.strictObject({ requestTerm: v.number() }), vector.when);
  const end = { lastLogIndex: candidateLog.length, lastLogTerm: candidateLog.at(-1) ?? 0 };
  const grants = Object.entries(voterLogs).map(([voter, log]) => {
    const state = serverOf(v.parse(serverGiven, { term: term - 1, log }));
    const message = { kind: 'requestVote', from: 'S2', to: 'S1', term, ...end, leadershipTransfer: false } as const;
    step(state, { kind: 'receive', message }, NOW);
    return { voter, granted: state.votedFor === 'S2' };
  });
  const votersWho = (granted: boolean) => grants.filter((one) => one.granted === granted).map(({ voter }) => voter);
  const winsWith = Math.floor((grants.length + 1) / 2);
  const granted = votersWho(true);
  return compare(vector.then ?? {}, { granted, denied: votersWho(false), canLead: granted.length >= winsWith });
}
