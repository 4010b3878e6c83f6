/** What a leader must not do in its term: count less than it did (Figure 2), or change the membership too early (thesis 4.1). */
import { termAt } from '../raft/log.ts';
import type { Leadership, Progress, RaftState } from '../raft/types.ts';
import { invariants, type Report } from './violation.ts';

/** An object of the core stands for one leadership, or for one life of a member in it; nothing outlives them. */
export class PromiseRules {
  readonly #counted = new WeakMap<Progress, number>();
  /** By leadership: the entry of the membership in force at the last look. */
  readonly #memberships = new WeakMap<Leadership, number>();

  /** To be called after every step. */
  judge(state: RaftState, report: Report): void {
    const { role } = state;
    if (role.kind !== 'leader') return;
    this.#judgeCounts(state, role, report);
    this.#judgeChange(state, role, report);
  }

  #judgeCounts({ id }: RaftState, { progress }: Leadership, report: Report): void {
    for (const [peer, each] of progress) {
      const counted = this.#counted.get(each) ?? 0;
      if (each.matchIndex === counted) continue;
      if (each.matchIndex < counted) {
        const detail = `${id} had counted entry ${counted} of ${peer}, and went back to ${each.matchIndex}.`;
        report(invariants.matchNeverFalls, detail, [id, peer]);
      }
      this.#counted.set(each, each.matchIndex);
    }
  }

  /** A step only adds to what is committed, so what is not committed after it was not before. */
  #judgeChange({ id, log, commitIndex, currentTerm }: RaftState, leader: Leadership, report: Report): void {
    const known = this.#memberships.get(leader);
    if (known === log.configurationIndex) return;
    this.#memberships.set(leader, log.configurationIndex);
    if (known === undefined) return;
    const change = `${id} put the membership of entry ${log.configurationIndex} into its log`;
    if (known > commitIndex) {
      report(invariants.oneChangeAtATime, `${change}, and that of entry ${known} is not committed.`, [id]);
    }
    if (termAt(log, commitIndex) === currentTerm) return;
    const detail = `${change}, and has not committed an entry of its term ${currentTerm}.`;
    report(invariants.changeAfterOwnEntry, detail, [id]);
  }
}
