/** From the leader's append of an entry until it applies it (§5.3), and where else it is applied. */
import type { EntryRecord, EventOf, TraceEvent } from '../../events.ts';
import type { Operations } from './operations.ts';
import type { Span, Spans } from './spans.ts';

/** Followers apply a little later than the leader; what a server applies again after a start is not followed. */
const REMEMBERED = 10_000;

interface Pending {
  readonly span: Span;
  readonly term: number;
}

export class Commits {
  readonly #spans: Spans;
  readonly #operations: Operations;
  /** Appended and neither applied nor overwritten, by server and index. */
  readonly #pending = new Map<string, Map<number, Pending>>();
  /** By index and term, oldest first. */
  readonly #known = new Map<string, Span>();

  constructor(spans: Spans, operations: Operations) {
    this.#spans = spans;
    this.#operations = operations;
  }

  hear(event: TraceEvent): void {
    switch (event.ev) {
      case 'log.append':
        if (event.append.why !== 'fromLeader') for (const entry of event.append.entries) this.#begin(event, entry);
        return;
      case 'log.apply':
        for (const entry of event.apply.entries) this.#apply(event, entry);
        return;
      case 'log.truncate':
        return this.#overwritten(event);
      case 'node.stop':
      case 'node.crash':
      case 'node.halt':
        for (const { span } of this.#pending.get(event.node)?.values() ?? [])
          this.#spans.end(span, { error: event.ev });
        this.#pending.delete(event.node);
        return;
      default:
    }
  }

  /** The commits of entries that a message carries, as far as they are known. */
  ofEntries(entries: readonly EntryRecord[]): Span[] {
    return entries.flatMap(({ index, term }) => this.#known.get(`${index} ${term}`) ?? []);
  }

  #begin({ node }: EventOf<'log.append'>, entry: EntryRecord): void {
    const { index, term, kind } = entry;
    const span = this.#spans.begin({
      service: `raft-${node}`,
      name: `commit ${index}`,
      kind: 'server',
      parent: kind === 'command' ? this.#operations.ofEntry(entry) : null,
      attributes: { 'raft.node': node, 'raft.index': index, 'raft.term': term, 'raft.entry': kind },
    });
    const ofServer = this.#pending.get(node) ?? new Map<number, Pending>();
    this.#pending.set(node, ofServer.set(index, { span, term }));
    this.#known.set(`${index} ${term}`, span);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }

  #apply({ node }: EventOf<'log.apply'>, { index, term }: { readonly index: number; readonly term: number }): void {
    const own = this.#pending.get(node)?.get(index);
    if (own !== undefined) {
      this.#pending.get(node)?.delete(index);
      this.#spans.end(own.span, own.term === term ? {} : { error: 'overwritten by another leader' });
    }
    const commit = this.#known.get(`${index} ${term}`);
    if (commit === undefined || commit === own?.span) return;
    const attributes = { 'raft.node': node, 'raft.index': index, 'raft.term': term };
    const start = {
      service: `raft-${node}`,
      name: `apply ${index}`,
      kind: 'internal',
      parent: commit,
      attributes,
    } as const;
    this.#spans.end(this.#spans.begin(start));
  }

  #overwritten({ node, truncate }: EventOf<'log.truncate'>): void {
    for (const [index, { span }] of this.#pending.get(node) ?? []) {
      if (index < truncate.fromIndex) continue;
      this.#spans.end(span, { error: `overwritten by leader ${truncate.leader}` });
      this.#pending.get(node)?.delete(index);
    }
  }
}
