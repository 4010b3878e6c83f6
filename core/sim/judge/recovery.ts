/** The liveness phase: the faults end, and then the cluster must elect, converge and answer within a limit. */
import type { Cluster } from '../../cluster/cluster.ts';
import { members } from '../../raft/quorum.ts';
import type { NodeId, RaftState } from '../../raft/types.ts';
import type { Stage } from '../stage.ts';
import type { VirtualCluster } from '../virtual-cluster.ts';

export interface RecoverySettings {
  /** The servers that are healed first and must manage alone; empty: all are healed at once. */
  readonly quorum: readonly NodeId[];
  /** Virtual time for each stage of it, ms. */
  readonly withinMs: number;
}

/** Steps of the core in one stage from which on the messages can be said not to end. */
const RUNAWAY = 50_000;
/** Servers that are started again look for it so often. µs. */
const RESTART_EVERY = 50_000;
const LOOK_EVERY = 20_000;
const WRITE_EVERY = 1_000_000;
const WRITER = 'c99';

export class Recovery {
  readonly #virtual: VirtualCluster;
  readonly #settings: RecoverySettings;
  /** Servers that take part while all others stay as they are; null: everybody. */
  #quorum: readonly NodeId[] | null = [];
  #tookMs = 0;

  constructor(virtual: VirtualCluster, settings: RecoverySettings) {
    this.#virtual = virtual;
    this.#settings = settings;
  }

  get #stage(): Stage {
    return this.#virtual.stage;
  }

  get #cluster(): Cluster {
    return this.#virtual.cluster;
  }

  /** What goes wrong is complained of. The load must have stopped. Answers the longest stage, ms of virtual time. */
  run(): number {
    const { quorum } = this.#settings;
    this.#stage.do({ call: 'world.calm' });
    this.#stage.do({ call: 'network.heal' });
    if (quorum.length > 0) {
      for (const node of this.#whole()) {
        if (!quorum.includes(node)) this.#stage.do({ call: 'network.isolate', node });
      }
      this.#heal(quorum);
      this.#waitFor(`the faults of ${quorum.join(', ')} had ended`);
      this.#stage.do({ call: 'network.heal' });
    }
    this.#heal(null);
    this.#waitFor('all faults had ended');
    this.#askOnceMore();
    this.#waitFor('every client had asked once more');
    return this.#tookMs;
  }

  #heal(quorum: readonly NodeId[] | null): void {
    const begun = this.#quorum === null || this.#quorum.length > 0;
    this.#quorum = quorum;
    for (const node of this.#healed()) this.#stage.do({ call: 'node.resume', node });
    if (!begun) this.#keepUp();
  }

  #whole(): NodeId[] {
    return [...this.#cluster.members.keys()].filter((node) => !this.#virtual.world.disk(node).isDamaged);
  }

  /** Whoever is a member now, of those that take part. */
  #healed(): NodeId[] {
    const members = this.#virtual.members();
    return this.#whole().filter((node) => members.includes(node) && (this.#quorum ?? members).includes(node));
  }

  /**
   * Again and again: one that is just going down refuses to start, a broken disk may still be found later, and a server
   * that was taken out is shut down when that is certain, as whoever took it out would do.
   */
  #keepUp(): void {
    const healed = this.#healed();
    for (const [node, member] of this.#cluster.members) {
      if (healed.includes(node) && member.node === null) this.#stage.do({ call: 'node.restart', node });
      if (this.#isTakenOut(node) && member.node !== null) this.#stage.do({ call: 'node.crash', node });
    }
    this.#stage.after(RESTART_EVERY, () => this.#keepUp());
  }

  #isTakenOut(node: NodeId): boolean {
    const leader = this.#cluster.leadership.leader();
    if (leader === null) return false;
    const { commitIndex, log } = leader.state;
    return log.configurationIndex <= commitIndex && !members(log.configuration).includes(node);
  }

  /**
   * Where new leaders append nothing, what earlier ones left is committed, and reads are answered, only once somebody
   * writes (§5.4.2, §8).
   */
  #writeWithoutNoop(): void {
    if (this.#cluster.rules.noopOnElection) return;
    this.#stage.do({ call: 'client.submit', client: WRITER, operation: 'put k1 0' });
  }

  #askOnceMore(): void {
    if (!this.#virtual.isClean) return;
    for (const client of this.#stage.clients) {
      // Its writes would wait behind its read, and the read for a write.
      if (client === WRITER) continue;
      this.#stage.do({ call: 'client.submit', client, operation: 'get k1' }, (reply) => {
        const answered = reply.ok && isOk(reply.value);
        if (!answered) this.#virtual.complain('Liveness', `${client} got no answer from a whole cluster.`, []);
      });
    }
  }

  #waitFor(since: string): void {
    const { withinMs } = this.#settings;
    const begun = this.#stage.now;
    const limit = begun + withinMs * 1000;
    const mostSteps = this.#virtual.steps + RUNAWAY;
    let nextWrite = begun;
    while (this.#virtual.isClean) {
      const problems = this.#unsettled();
      this.#tookMs = Math.max(this.#tookMs, (this.#stage.now - begun) / 1000);
      if (problems.length === 0) return;
      if (this.#stage.now >= limit) {
        const detail = `${withinMs / 1000} s after ${since}: ${problems.join(', ')}.`;
        return this.#virtual.complain('Liveness', detail, []);
      }
      if (this.#stage.now >= nextWrite) {
        this.#writeWithoutNoop();
        nextWrite += WRITE_EVERY;
      }
      this.#runUntil(this.#stage.now + LOOK_EVERY, mostSteps);
    }
  }

  /** Servers that answer each other without end would fill the rest of the run. */
  #runUntil(time: number, mostSteps: number): void {
    const virtual = this.#virtual;
    this.#stage.runUntil(time, () => virtual.steps < mostSteps && virtual.isClean);
    if (virtual.steps < mostSteps || !virtual.isClean) return;
    this.#virtual.complain('Liveness', `${this.#virtual.steps} steps, and the messages do not end.`, []);
  }

  #unsettled(): string[] {
    const problems: string[] = [];
    const states = this.#healed().map((node) => this.#cluster.members.get(node)?.node?.state);
    const { openOperations } = this.#stage;
    if (openOperations > 0) problems.push(`${openOperations} operations have no outcome`);
    if (!states.some((state) => state?.role.kind === 'leader')) problems.push('nobody leads');
    if (states.some((state) => state === undefined)) problems.push('a server is down');
    const [first, ...others] = states.map(endOf);
    if (first === null || others.some((other) => other !== first))
      problems.push('the logs are not equal and committed');
    return problems;
  }
}

/** Null while something is not committed. By Log Matching equal ends are equal logs. */
function endOf(state: RaftState | undefined): string | null {
  if (state === undefined) return null;
  const { log, commitIndex, lastApplied } = state;
  const last = log.entries.at(-1);
  const [index, term] = last === undefined ? [log.snapshotIndex, log.snapshotTerm] : [last.index, last.term];
  return commitIndex === index && lastApplied === index ? `${index} of term ${term}` : null;
}

function isOk(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'status' in value && value.status === 'ok';
}
