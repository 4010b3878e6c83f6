/** Judges a running cluster live: after every step of a server, and whenever one ends. */
import type { Entry, NodeId, RaftState } from '../raft/types.ts';
import type { TraceEvent } from '../trace/events.ts';
import { ApplyRules } from './apply-rules.ts';
import { InvariantChecker } from './invariants.ts';
import { serverStateOf } from './server-state.ts';
import { invariants, type Report } from './violation.ts';

/** A server's state and incarnation now, or null while it is not running. */
export type Lookup = (node: NodeId) => { readonly state: RaftState; readonly incarnation: number } | null;

export class Referee {
  readonly #checker = new InvariantChecker();
  readonly #apply = new ApplyRules();
  readonly #lookup: Lookup;
  readonly #report: Report;

  constructor(lookup: Lookup, report: Report) {
    this.#lookup = lookup;
    this.#report = report;
  }

  /** All entries that any server ever knew to be committed, from index 1 on. */
  get committed(): readonly Entry[] {
    return this.#checker.committed;
  }

  /** Called between the step and whatever comes next, so that all servers are seen at one moment. */
  afterStep(state: RaftState): void {
    this.#apply.judgeSnapshot(state, this.#report);
    this.#observe(state, true, this.#lookup(state.id)?.incarnation ?? 0);
  }

  /** A server that stopped itself for another reason than its disk has met something impossible. */
  hear(event: TraceEvent): void {
    this.#apply.hear(event, this.#report);
    if (event.ev !== 'node.halt' && event.ev !== 'node.crash' && event.ev !== 'node.stop') return;
    const { node, lifecycle } = event;
    const running = this.#lookup(node);
    if (running !== null) this.#observe(running.state, false, event.inc);
    if (event.ev === 'node.halt' && !(lifecycle.detail ?? '').startsWith('The disk of ')) {
      this.#report(invariants.serverHalted, lifecycle.detail ?? 'without a reason', [node]);
    }
  }

  #observe(state: RaftState, alive: boolean, incarnation: number): void {
    for (const { invariant, detail, nodes } of this.#checker.observe([serverStateOf(state, alive, incarnation)])) {
      this.#report(invariant, detail, nodes);
    }
  }
}
