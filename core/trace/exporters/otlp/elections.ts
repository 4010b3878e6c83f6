/** A candidacy, from the election timeout until the server leads or gives up (§5.2): a trace of its own. */
import type { TraceEvent } from '../../events.ts';
import type { Span, Spans } from './spans.ts';

export class Elections {
  readonly #spans: Spans;
  readonly #open = new Map<string, Span>();

  constructor(spans: Spans) {
    this.#spans = spans;
  }

  hear(event: TraceEvent): void {
    switch (event.ev) {
      case 'raft.timeout':
        this.#end(event.node, event.state.currentTerm, 'no majority in time');
        this.#begin(event.node);
        return;
      case 'raft.role':
        if (event.role.to === 'leader') this.#end(event.node, event.state.currentTerm);
        if (event.role.to === 'follower') this.#end(event.node, event.state.currentTerm, event.role.why);
        return;
      case 'node.stop':
      case 'node.crash':
      case 'node.halt':
        return this.#end(event.node, event.state.currentTerm, event.ev);
      default:
    }
  }

  of(candidate: string): Span | null {
    return this.#open.get(candidate) ?? null;
  }

  #begin(node: string): void {
    const start = { service: `raft-${node}`, name: 'election', kind: 'internal', parent: null } as const;
    this.#open.set(node, this.#spans.begin({ ...start, attributes: { 'raft.node': node } }));
  }

  #end(node: string, term: number, error?: string): void {
    const span = this.#open.get(node);
    if (span === undefined) return;
    this.#open.delete(node);
    this.#spans.end(span, { name: `election term ${term}`, error, attributes: { 'raft.term': term } });
  }
}
