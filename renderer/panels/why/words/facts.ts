/** The rules, the values that were compared, the parts of events, and what would change the answer: their words. */
import type { CauseRole, FactName, Next } from '../../../../core/why/answer.ts';
import type { Rule } from '../../../../core/why/rules.ts';
import { listText } from '../../../parts/format.ts';

export const ruleTexts: { readonly [Name in Rule['name']]: string } = {
  commitByMajority: 'An entry is committed once the leader that made it knows that a majority stores it.',
  commitOwnTerm: 'A leader counts only entries of its own term; older ones are committed with them.',
  leadersDisk: 'The leader counts itself only up to what its own disk has reported.',
  onlyLeaderCommits: 'Only a leader decides that an entry is committed; the others learn it from the leader.',
  leaderOverwrites: 'The leader’s log is the measure: what conflicts with it is cut off.',
  jointMajorities: 'In joint consensus, agreement takes a majority of C-old and a majority of C-new.',
  oneVotePerTerm: 'A server votes for at most one candidate in a term, first come first served.',
  upToDateLog:
    'A server votes only for a candidate whose log is at least as up to date as its own: the later last term wins, then the longer log.',
  oldTermRefused: 'A request of an older term is refused.',
  votesWithheld: 'A server that hears from a leader helps nobody to replace it.',
  preVote: 'Before a candidate raises its term, it asks whether it could win.',
  electionTimeout: 'A follower that hears from no leader for an election timeout begins an election.',
  higherTermWins: 'A server that sees a higher term adopts it and becomes a follower.',
  oneLeaderPerTerm: 'A term has at most one leader, and who hears from it follows it.',
  majorityOfVotes: 'A candidate that has the votes of a majority leads.',
  checkQuorum: 'A leader that no majority answers for an election timeout steps down.',
  transfer: 'A leader can hand over: it brings the target’s log up to date and asks it to stand at once.',
  membership: 'A server uses the newest membership in its log, committed or not.',
  consistencyCheck: 'A follower takes entries only after one that both have; when it refuses, the leader goes back.',
  firstGuess: 'A new leader begins after its own last entry and goes back from there.',
  readIndex: 'A leader answers a read when a majority has confirmed, after it came, that it still leads.',
  lease: 'A leader that was confirmed just now may answer at once: nobody else can be elected so soon.',
  exactlyOnce: 'A retry carries the same session and serial, and a serial is executed once.',
  unreliableNetwork: 'The network may lose, delay, double and reorder messages; Raft must live with it.',
  installSnapshot: 'A follower that needs entries the leader has compacted gets a snapshot.',
};

export const factTexts: { readonly [Name in FactName]: string } = {
  matchIndex: 'matchIndex',
  durableIndex: 'on its own disk up to',
  nextIndex: 'nextIndex now',
  nextIndexBefore: 'nextIndex before',
  commitIndex: 'commitIndex',
  lastApplied: 'lastApplied',
  currentTerm: 'currentTerm',
  entryTerm: 'term of the entry',
  askedTerm: 'term it asked in',
  votedFor: 'votedFor',
  lastLogIndex: 'lastLogIndex',
  lastLogTerm: 'lastLogTerm',
  prevLogIndex: 'prevLogIndex',
  prevLogTerm: 'prevLogTerm',
  termAtPrevLogIndex: 'own term there',
  conflictIndex: 'first index of that term',
  conflictTerm: 'conflicting term',
  lastOfConflictTerm: 'own last entry of that term',
  silentMs: 'ms without a leader',
  electionTimeoutMs: 'election timeout, ms',
  readIndex: 'must see up to',
  round: 'round answered',
  votes: 'votes or answers',
  couldVote: 'could vote',
  stored: 'store it',
  needed: 'needed',
  place: 'place',
  session: 'session',
  serial: 'serial',
  status: 'state',
};

export const partTexts: { readonly [Role in CauseRole]: string } = {
  appended: 'appended',
  copied: 'copied',
  stored: 'stored',
  saved: 'on disk',
  committed: 'committed',
  applied: 'applied',
  withheld: 'not counted',
  truncated: 'cut off',
  elected: 'elected',
  steppedDown: 'stepped down',
  stopped: 'stopped',
  cut: 'link cut',
  lost: 'lost',
  held: 'held',
  sent: 'sent',
  received: 'received',
  lastHeard: 'last heard',
  timedOut: 'timed out',
  asked: 'asked',
  voted: 'voted',
  refused: 'refused',
  counted: 'counted',
  termRaised: 'term raised',
  quorumChecked: 'checked',
  checked: 'log checked',
  wentBack: 'went back',
  membership: 'membership',
  invoked: 'invoked',
  retried: 'sent again',
  answered: 'answered',
  waits: 'waits',
  decided: 'decided',
};

export function nextText({ what, who, count }: Next): string {
  const names = listText(who);
  const number = count ?? '';
  switch (what) {
    case 'moreStore':
      return count === null
        ? `A majority must store it, as ${names} knows.`
        : `${number} more of ${names} must store it.`;
    case 'ownTermEntry':
      return `Any new command commits it: ${names} then has an entry of its own term above it.`;
    case 'election':
      return `${listText(who)} can elect a leader.`;
    case 'diskReports':
      return `The disk of ${names} must report it.`;
    case 'resumes':
      return `${names} must resume.`;
    case 'restarts':
      return count === null ? `${names} must come back.` : `${number} of ${names} must come back.`;
    case 'heals':
      return `The way between ${names} must be open again.`;
    case 'nextTerm':
      return `${names} can ask again in term ${number} or later.`;
    case 'catchesUp':
      return `${names} must get the missing entries from a leader first.`;
    case 'leaderSilent':
      return `The leader must be silent for an election timeout, as ${names} hears it.`;
    case 'timerFires':
      return `The election timer of ${names} must run out before another one’s.`;
    case 'logsAgree':
      return `It ends when ${names} and the leader find where their logs agree.`;
    case 'roundAnswered':
      return `${number} more of ${names} must answer the round.`;
    case 'ownTermCommit':
      return `Entry ${number} must be committed${who.length > 0 ? `: ${names} must store it` : ''}.`;
    case 'applies':
      return `${names} must apply it.`;
    case 'delivered':
      return `It must reach ${names}.`;
    case 'resent':
      return 'It must be sent again.';
    case 'becomesVoter':
      return `The membership must give ${names} a vote.`;
    case 'overwritten':
      return `The leader’s entries will replace it on ${names}.`;
    default:
      return what satisfies never;
  }
}
