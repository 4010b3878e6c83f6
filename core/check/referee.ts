/** Judges a running cluster live: after every step of a server, and whenever one ends. */
import type { NodeId, RaftState } from '../raft/types.ts';
import type { TraceEvent } from '../trace/events.ts';
import { InvariantChecker } from './invariants.ts';
import { serverStateOf } from './server-state.ts';
import { invariants, type Report } from './violation.ts';

/** A server's state and incarnation now, or null while it is not running. */
export type Lookup = (node: NodeId) => { readonly state: RaftState; readonly incarnation: number } | null;

export class Referee {
  readonly #checker: InvariantChecker;
  readonly #lookup: Lookup;
  readonly #report: Report;

  constructor(nodes: readonly NodeId[], lookup: Lookup, report: Report) {
    this.#checker = new InvariantChecker(nodes);
    this.#lookup = lookup;
    this.#report = report;
  }

  /** Called between the step and whatever comes next, so that all servers are seen at one moment. */
  afterStep(state: RaftState): void {
    this.#observe(state, true, this.#lookup(state.id)?.incarnation ?? 0);
  }

  /** A server that stopped itself for another reason than its disk has met something impossible. */
  hear(event: TraceEvent): void {
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
