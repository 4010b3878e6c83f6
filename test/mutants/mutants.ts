/** Faults that people really put into Raft, one line each: the simulator catches every one that harms a cluster. */

export interface Mutant {
  /** What the faulty server does. */
  readonly name: string;
  /** Section of the paper that it breaks. */
  readonly paper: string;
  readonly file: string;
  /** The line without its indentation. It must stand in the file exactly once. */
  readonly line: string;
  readonly replacement: string;
  /** vectors: the rest of the algorithm makes up for it, so that it shows in the single step only. */
  readonly caughtBy: 'simulation' | 'vectors';
}

export const mutants: readonly Mutant[] = [
  {
    name: 'a vote is not saved',
    paper: 'Figure 2',
    file: 'core/raft/output.ts',
    line: 'const hardStateChanged = currentTerm !== before.currentTerm || votedFor !== before.votedFor;',
    replacement: 'const hardStateChanged = currentTerm !== before.currentTerm;',
    caughtBy: 'simulation',
  },
  {
    name: 'a restart forgets the vote',
    paper: 'Figure 2',
    file: 'core/raft/state.ts',
    line: 'votedFor: restored.hardState.votedFor,',
    replacement: 'votedFor: null,',
    caughtBy: 'simulation',
  },
  {
    name: 'answers leave before the save',
    paper: 'Figure 2',
    file: 'core/raft/output.ts',
    line: 'else output.sendAfterSave.push(message);',
    replacement: 'else output.sendNow.push(message);',
    caughtBy: 'simulation',
  },
  {
    name: 'a server votes twice in a term',
    paper: '5.2',
    file: 'core/raft/election.ts',
    line: "if (state.votedFor !== null && state.votedFor !== request.from) return 'votedForAnother';",
    replacement: '',
    caughtBy: 'simulation',
  },
  {
    name: 'a refusal counts as a vote',
    paper: '5.2',
    file: 'core/raft/election.ts',
    line: 'candidate.votes.set(reply.from, reply.voteGranted);',
    replacement: 'candidate.votes.set(reply.from, true);',
    caughtBy: 'simulation',
  },
  {
    name: 'half of an even number is a majority',
    paper: '5.2',
    file: 'core/raft/quorum.ts',
    line: 'return Math.floor(voters / 2) + 1;',
    replacement: 'return Math.ceil(voters / 2);',
    caughtBy: 'simulation',
  },
  {
    name: 'votes of an earlier term are counted',
    paper: '5.1',
    file: 'core/raft/step.ts',
    line: 'return stale ? ignoreStale(output, message) : handleRequestVoteReply(state, output, message);',
    replacement: 'return handleRequestVoteReply(state, output, message);',
    caughtBy: 'simulation',
  },
  {
    name: 'entries of an earlier leader are taken',
    paper: '5.1',
    file: 'core/raft/step.ts',
    line: 'return stale ? refuseStaleAppendEntries(state, output, message) : handleAppendEntries(state, output, message);',
    replacement: 'return handleAppendEntries(state, output, message);',
    caughtBy: 'simulation',
  },
  {
    name: 'acknowledgements of an earlier term are counted',
    paper: '5.1',
    file: 'core/raft/step.ts',
    line: 'return stale ? ignoreStale(output, message) : handleAppendEntriesReply(state, output, message);',
    replacement: 'return handleAppendEntriesReply(state, output, message);',
    caughtBy: 'vectors',
  },
  {
    name: 'the term of an answer is not adopted',
    paper: '5.1',
    file: 'core/raft/step.ts',
    line: 'if (term > state.currentTerm) adoptTerm(state, output, term, from);',
    replacement: "if (term > state.currentTerm && !kind.endsWith('Reply')) adoptTerm(state, output, term, from);",
    caughtBy: 'vectors',
  },
  {
    name: 'a new term keeps the old vote',
    paper: '5.1',
    file: 'core/raft/roles.ts',
    line: 'state.votedFor = null;',
    replacement: '',
    caughtBy: 'simulation',
  },
  {
    name: 'a voter does not look at the log',
    paper: '5.4.1',
    file: 'core/raft/election.ts',
    line: "if (!isUpToDate(request, logEnd(state))) return 'logBehind';",
    replacement: '',
    caughtBy: 'simulation',
  },
  {
    name: 'an old-term entry is committed by counting',
    paper: '5.4.2',
    file: 'core/raft/commitment.ts',
    line: "if (term === state.currentTerm) commitTo(state, output, stored, 'majority');",
    replacement: "if (term !== null) commitTo(state, output, stored, 'majority');",
    caughtBy: 'simulation',
  },
  {
    name: 'a leader counts itself before its save',
    paper: '10.2.1',
    file: 'core/raft/commitment.ts',
    line: 'id === state.id ? state.durableIndex : (progress.get(id)?.matchIndex ?? 0),',
    replacement: 'id === state.id ? state.log.entries.length : (progress.get(id)?.matchIndex ?? 0),',
    caughtBy: 'simulation',
  },
  {
    name: 'the consistency check looks at the index only',
    paper: '5.3',
    file: 'core/raft/following.ts',
    line: 'const matches = ownTerm === request.prevLogTerm || request.prevLogIndex < state.log.snapshotIndex;',
    replacement: 'const matches = ownTerm !== null;',
    caughtBy: 'simulation',
  },
  {
    name: 'a follower commits to the end of its log',
    paper: '5.3',
    file: 'core/raft/following.ts',
    line: "commitTo(state, output, Math.min(request.leaderCommit, verified), 'leaderCommit');",
    replacement: "commitTo(state, output, Math.min(request.leaderCommit, lastLogIndex(state.log)), 'leaderCommit');",
    caughtBy: 'vectors',
  },
  {
    name: 'a follower acknowledges the end of its log',
    paper: '5.3',
    file: 'core/raft/following.ts',
    line: 'const verified = request.prevLogIndex + request.entries.length;',
    replacement: 'const verified = lastLogIndex(state.log);',
    caughtBy: 'vectors',
  },
  {
    name: 'a follower always cuts',
    paper: '5.3',
    file: 'core/raft/following.ts',
    line: '(entry) => entry.index > state.log.snapshotIndex && termAt(state.log, entry.index) !== entry.term,',
    replacement: '(entry) => entry.index > state.log.snapshotIndex,',
    caughtBy: 'simulation',
  },
  {
    name: 'what was cut still counts as saved',
    paper: '10.2.1',
    file: 'core/raft/following.ts',
    line: 'state.durableIndex = Math.min(state.durableIndex, fromIndex - 1);',
    replacement: '',
    caughtBy: 'simulation',
  },
  {
    name: 'a stale answer moves matchIndex back',
    paper: '5.3',
    file: 'core/raft/replication.ts',
    line: 'if (reply.matchIndex > progress.matchIndex) return true;',
    replacement: 'if (reply.success) return true;',
    caughtBy: 'vectors',
  },
  {
    name: 'a refused leader never goes back',
    paper: '5.3',
    file: 'core/raft/replication.ts',
    line: 'progress.nextIndex = nextIndex;',
    replacement: '',
    caughtBy: 'simulation',
  },
];
