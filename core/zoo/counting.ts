/** Mistakes of leaders in counting what others have stored (§5.3, §5.4.2). */
import { commitTo } from '../raft/commitment.ts';
import type { Input } from '../raft/duties.ts';
import type { AppendEntriesReply } from '../raft/messages.ts';
import { quorumIndex } from '../raft/quorum.ts';
import type { Progress, RaftState } from '../raft/types.ts';
import { adding, type Bug } from './bug.ts';

/** A later leader may still lack such an entry, and overwrite it. */
export const commitOldTerm: Bug = {
  name: 'commit-old-term',
  title: 'A leader commits an entry of an earlier term as soon as a majority stores it.',
  paper: '5.4.2',
  history: 'Figure 8 of the paper shows what follows.',
  plant: () =>
    adding((state, output) => {
      const { id, role, log, durableIndex } = state;
      if (role.kind !== 'leader') return;
      const stored = quorumIndex(log.configuration, (peer) =>
        peer === id ? durableIndex : (role.progress.get(peer)?.matchIndex ?? 0),
      );
      if (stored !== Number.POSITIVE_INFINITY) commitTo(state, output, stored, 'majority');
    }),
};

/** Entries that were counted already are sent and counted once more. */
export const matchIndexBack: Bug = {
  name: 'match-index-back',
  title: 'A leader sets matchIndex to what the latest answer says, also when that answer is an old one.',
  paper: 'Figure 2',
  history: "Jon Gjengset's Students' Guide to Raft (2016) warns of old answers that are taken for new ones.",
  plant: () =>
    adding((state, _, input) => {
      const answer = successOf(state, input);
      if (answer === null) return;
      const { reply, progress } = answer;
      if (reply.matchIndex >= progress.matchIndex) return;
      progress.matchIndex = reply.matchIndex;
      progress.nextIndex = reply.matchIndex + 1;
      progress.inFlight = [];
    }),
};

function successOf({ id, role, currentTerm }: RaftState, input: Input) {
  if (role.kind !== 'leader' || input.kind !== 'receive' || input.message.kind !== 'appendEntriesReply') return null;
  const reply: AppendEntriesReply = input.message;
  const progress: Progress | undefined = role.progress.get(reply.from);
  const counts = reply.to === id && reply.term === currentTerm && reply.success;
  return counts && progress !== undefined && progress.installing === null ? { reply, progress } : null;
}
