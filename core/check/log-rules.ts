/** Log Matching and Leader Append-Only (§5.3, Figure 3), and the order of terms in a log. */
import type { Entry } from '../raft/types.ts';
import type { Observation, Server } from './observation.ts';
import { entryAt, isSameEntry, lastIndexOf, type ServerState, termAt } from './server-state.ts';
import { invariants, type Report } from './violation.ts';

/** `others` are the living servers, the observed one included or not, with their logs as of now. */
export function judgeLog(observation: Observation, others: Iterable<Server>, report: Report): void {
  judgeAppendOnly(observation, report);
  judgeOrder(observation, report);
  for (const other of others) {
    if (other.id !== observation.now.id && other.alive) judgeMatching(observation, other, report);
  }
}

function judgeAppendOnly({ now, before, lostFrom }: Observation, report: Report): void {
  if (lostFrom === null || before === null) return;
  if (before.role !== 'leader' || now.role !== 'leader' || before.currentTerm !== now.currentTerm) return;
  const detail = `${now.id}, leader of term ${now.currentTerm}, removed or replaced its entry ${lostFrom}.`;
  report(invariants.leaderAppendOnly, detail, [now.id], { index: lostFrom });
}

function judgeOrder({ now, newFrom }: Observation, report: Report): void {
  const { id, log, currentTerm } = now;
  const last = lastIndexOf(log);
  for (let index = newFrom; index <= last; index += 1) {
    const term = termAt(log, index) ?? 0;
    if (term >= (termAt(log, index - 1) ?? 0)) continue;
    const detail = `${id}'s entry ${index} is of term ${term}, older than the entry before it.`;
    report(invariants.logTermsOrdered, detail, [id]);
  }
  const lastTerm = termAt(log, last) ?? 0;
  if (lastTerm <= currentTerm) return;
  const detail = `${id} is in term ${currentTerm}, and its last entry is of term ${lastTerm}.`;
  report(invariants.logTermsOrdered, detail, [id]);
}

/**
 * By induction: where two logs hold an entry of one index and term, it and the one before it must be the same; what
 * comes earlier was compared when the earlier one was new.
 */
function judgeMatching({ now, newFrom }: Observation, other: Server, report: Report): void {
  const end = Math.min(lastIndexOf(now.log), lastIndexOf(other.log));
  for (let index = newFrom; index <= end; index += 1) {
    const [mine, theirs] = [entryAt(now.log, index), entryAt(other.log, index)];
    if (mine === undefined || theirs === undefined || mine.term !== theirs.term) continue;
    if (!isSameEntry(mine, theirs)) reportMismatch(now, other, mine, index, report);
    else if (termAt(now.log, index - 1) !== termAt(other.log, index - 1))
      reportMismatch(now, other, mine, index - 1, report);
  }
}

function reportMismatch(now: ServerState, other: Server, shared: Entry, index: number, report: Report): void {
  const { id } = now;
  const detail = `${id} and ${other.id} both hold entry ${shared.index} of term ${shared.term}, but differ at index ${index}.`;
  report(invariants.logMatching, detail, [id, other.id], { index });
}
