/** The rows of servers: role and term as slices, decisions as points, the figures of the log as counters. */
import type { NodeStateRecord, TraceEvent } from '../../events.ts';
import { sentence } from '../../words.ts';
import { counter, point, slice } from './lines.ts';
import type { Row, Tracks } from './tracks.ts';

interface Span {
  readonly name: string;
  readonly since: number;
}

interface Server {
  role: Span | null;
  term: Span | null;
  figures: string;
}

const ended: ReadonlySet<TraceEvent['ev']> = new Set(['node.stop', 'node.crash', 'node.halt']);

export class Servers {
  readonly #tracks: Tracks;
  readonly #servers = new Map<string, Server>();

  constructor(tracks: Tracks) {
    this.#tracks = tracks;
  }

  *linesOf(event: TraceEvent): Iterable<object> {
    if (!('state' in event) || event.state === undefined) return;
    const { node, state, t } = event;
    const server = this.#servers.get(node) ?? { role: null, term: null, figures: '' };
    this.#servers.set(node, server);
    if (ended.has(event.ev)) yield* this.#change(node, server, 'down', null, t);
    // A receipt tells of the state before it.
    else yield* this.#change(node, server, state.role, `term ${state.currentTerm}`, t);
    yield* this.#figures(node, server, state, t);
    const row = rowOf(event);
    if (row !== null) yield point(this.#tracks.server(node, row), event.ev, 'raft', t, { says: sentence(event) });
    if (event.ev === 'raft.progress') {
      const { peer, nextIndex, matchIndex } = event.progress;
      const { pid } = this.#tracks.server(node, 'log');
      yield counter(pid, `nextIndex ${peer}`, t, { next: nextIndex, match: matchIndex });
    }
  }

  *end(t: number): Iterable<object> {
    for (const [node, server] of this.#servers) yield* this.#change(node, server, null, null, t);
  }

  *#change(node: string, server: Server, role: string | null, term: string | null, t: number): Iterable<object> {
    if ((server.role?.name ?? null) !== role) {
      if (server.role !== null) yield this.#span(node, 'role', server.role, t);
      server.role = role === null ? null : { name: role, since: t };
    }
    if ((server.term?.name ?? null) !== term) {
      if (server.term !== null) yield this.#span(node, 'term', server.term, t);
      server.term = term === null ? null : { name: term, since: t };
    }
  }

  #span(node: string, row: Row, { name, since }: Span, t: number): object {
    return slice(this.#tracks.server(node, row), name, 'raft', since, t, {});
  }

  *#figures(node: string, server: Server, state: NodeStateRecord, t: number): Iterable<object> {
    const { commitIndex, lastApplied, lastLogIndex } = state;
    const figures = `${commitIndex} ${lastApplied} ${lastLogIndex}`;
    if (figures === server.figures) return;
    server.figures = figures;
    yield counter(this.#tracks.server(node, 'log').pid, 'log', t, { commitIndex, lastApplied, lastLogIndex });
  }
}

/** Progress has its counter, messages their own row. */
function rowOf({ ev }: TraceEvent): Row | null {
  if (ev === 'raft.progress' || ev.startsWith('msg.')) return null;
  return ev.startsWith('log.') || ev === 'node.persist' ? 'log' : 'notes';
}
