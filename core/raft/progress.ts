/** What a leader keeps about each other server, and how that is told (§5.3). */
import { beginCatchUp } from './catch-up.ts';
import type { Output } from './duties.ts';
import { lastLogIndex } from './log.ts';
import type { ProgressNote } from './notes.ts';
import { members } from './quorum.ts';
import type { Leadership, NodeId, Progress, RaftState } from './types.ts';

/** Nothing is known about the server but where to try first. */
export function createProgress(nextIndex: number, memberSince = 0): Progress {
  return {
    nextIndex,
    matchIndex: 0,
    mode: 'probe',
    inFlight: [],
    probeSent: false,
    installing: null,
    heardFrom: false,
    round: 0,
    memberSince,
    catchUp: null,
  };
}

/** §5.2, §5.3: nextIndex starts after the leader's last entry; for a new member at the entry that made it one (§6). */
export function followMembers(state: RaftState, output: Output, leader: Leadership, why: 'elected' | 'added'): void {
  const { configuration, configurationIndex } = state.log;
  const nextIndex = why === 'added' ? configurationIndex : lastLogIndex(state.log) + 1;
  const memberSince = why === 'added' ? configurationIndex : 0;
  for (const peer of members(configuration)) {
    if (peer === state.id) continue;
    const known = leader.progress.get(peer);
    const progress = known ?? createProgress(nextIndex, memberSince);
    if (known === undefined) {
      leader.progress.set(peer, progress);
      noteProgress(output, peer, progress, why);
    }
    if (!configuration.learners.includes(peer)) progress.catchUp = null;
    else if (progress.catchUp === null) beginCatchUp(state, output, peer, progress);
  }
}

export function noteProgress(
  output: Output,
  peer: NodeId,
  progress: Progress,
  why: ProgressNote['progress']['why'],
): void {
  const { nextIndex, matchIndex, mode, inFlight } = progress;
  output.notes.push({
    ev: 'raft.progress',
    progress: { peer, nextIndex, matchIndex, inFlight: inFlight.length, mode, why },
  });
}
