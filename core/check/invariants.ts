/**
 * Figure 3 as a judge: told after every step what the servers' states are, it names every property that is broken.
 * One look costs time proportional to what changed, and to the number of servers.
 */
import type { Entry, NodeId } from '../raft/types.ts';
import { CommitRules } from './commit-rules.ts';
import { ElectionRules } from './election-rules.ts';
import { judgeLeader } from './leader-rules.ts';
import { judgeLog } from './log-rules.ts';
import { type Observation, Server } from './observation.ts';
import type { ServerState } from './server-state.ts';
import type { Report, Violation } from './violation.ts';

export class InvariantChecker {
  readonly #servers = new Map<NodeId, Server>();
  readonly #election = new ElectionRules();
  readonly #commit = new CommitRules();

  /** All entries that any server ever knew to be committed, from index 1 on. */
  get committed(): readonly Entry[] {
    return this.#commit.entries;
  }

  /** `changed`: at least every server whose state changed since the last call, all as they are at one moment. */
  observe(changed: readonly ServerState[]): Violation[] {
    const violations: Violation[] = [];
    this.judge(changed, (invariant, detail, nodes) => violations.push({ invariant, detail, nodes }));
    return violations;
  }

  /** The same, told one by one as they are found. */
  judge(changed: readonly ServerState[], report: Report): void {
    const observations = changed.flatMap((state) => this.#look(state));
    for (const observation of observations) {
      this.#election.judge(observation, report);
      judgeLog(observation, this.#servers.values(), report);
      this.#commit.judge(observation, this.#servers, report);
      judgeLeader(observation, this.#servers, report);
    }
    for (const observation of observations) this.#commit.remember(observation, report);
  }

  /** From now on nothing is known of what this server holds; what it promised and committed still counts. */
  forget(id: NodeId): void {
    this.#serverOf(id).forget();
  }

  #look(state: ServerState): Observation[] {
    const server = this.#serverOf(state.id);
    if (state.alive) return [server.observe(state)];
    server.die();
    return [];
  }

  #serverOf(id: NodeId): Server {
    const known = this.#servers.get(id);
    if (known !== undefined) return known;
    const fresh = new Server(id);
    this.#servers.set(id, fresh);
    return fresh;
  }
}
