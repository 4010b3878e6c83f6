/** A request and its answer: a span at the one who asks, and within it one at the one who answers. Heartbeats are left out. */
import type { EventOf, MessageRecord, TraceEvent } from '../../events.ts';
import { isReply, Pairs } from '../parts/pairs.ts';
import type { Commits } from './commits.ts';
import type { Elections } from './elections.ts';
import type { Operations } from './operations.ts';
import type { Span, Spans } from './spans.ts';

interface Exchange {
  readonly request: MessageRecord;
  readonly asking: Span;
  answering: Span | null;
  status: string | undefined;
}

interface Occasion {
  readonly parent: Span | null;
  readonly links: readonly Span[];
}

export class Exchanges {
  readonly #spans: Spans;
  readonly #operations: Operations;
  readonly #commits: Commits;
  readonly #elections: Elections;
  readonly #pairs = new Pairs();
  readonly #byRequest = new Map<string, Exchange>();
  readonly #byReply = new Map<string, Exchange>();

  constructor(spans: Spans, operations: Operations, commits: Commits, elections: Elections) {
    this.#spans = spans;
    this.#operations = operations;
    this.#commits = commits;
    this.#elections = elections;
  }

  hear(event: TraceEvent): void {
    const answers = this.#pairs.hear(event);
    switch (event.ev) {
      case 'msg.send':
        if (isReply(event.msg.kind)) this.#answer(event.msg, answers);
        else this.#ask(event.msg);
        return;
      case 'msg.recv':
        return this.#receive(event.msg);
      case 'msg.drop':
        return this.#lose(event);
      case 'node.stop':
      case 'node.crash':
      case 'node.halt':
        return this.#down(event.node, event.ev);
      default:
    }
  }

  #ask(msg: MessageRecord): void {
    const occasion = this.#occasionOf(msg);
    if (occasion === null) return;
    const isClient = msg.term === 0;
    const asking = this.#spans.begin({
      service: isClient ? 'raft-client' : `raft-${msg.from}`,
      name: `${nameOf(msg)} ${msg.to}`,
      kind: 'client',
      ...occasion,
      attributes: attributesOf(msg),
    });
    this.#byRequest.set(msg.id, { request: msg, asking, answering: null, status: undefined });
  }

  /** null: this message is of no interest here. */
  #occasionOf(msg: MessageRecord): Occasion | null {
    switch (msg.kind) {
      case 'appendEntries': {
        const [parent = null, ...links] = this.#commits.ofEntries(msg.entries ?? []);
        return msg.entryCount === 0 ? null : { parent, links };
      }
      case 'preVote':
      case 'requestVote':
        return { parent: this.#elections.of(msg.from), links: [] };
      case 'installSnapshot':
        return { parent: null, links: [] };
      case 'clientRequest':
      case 'clientRead':
      case 'openSession':
        return { parent: this.#operations.ofMessage(msg), links: [] };
      default:
        return null;
    }
  }

  #receive({ id, to }: MessageRecord): void {
    const ended = this.#byReply.get(id);
    if (ended !== undefined) {
      this.#byReply.delete(id);
      const isRedirect = ended.status === 'notLeader';
      const name = isRedirect ? `redirect ${ended.request.to}` : ended.asking.name;
      return this.#spans.end(ended.asking, { name, attributes: { 'raft.client.status': ended.status } });
    }
    const exchange = this.#byRequest.get(id);
    if (exchange === undefined || exchange.answering !== null) return;
    const { request, asking } = exchange;
    const attributes = { ...attributesOf(request), 'raft.node': to, 'raft.peer': request.from };
    const start = { service: `raft-${to}`, name: nameOf(request), kind: 'server', parent: asking, attributes } as const;
    exchange.answering = this.#spans.begin(start);
  }

  #answer(reply: MessageRecord, requestId: string | null): void {
    const exchange = requestId === null ? undefined : this.#byRequest.get(requestId);
    if (exchange === undefined || requestId === null) return;
    this.#byRequest.delete(requestId);
    this.#byReply.set(reply.id, exchange);
    exchange.status = reply.status;
    if (exchange.answering !== null) this.#spans.end(exchange.answering);
  }

  /** A lost copy of a message that has arrived already is no loss. */
  #lose({ msg: { id }, why }: EventOf<'msg.drop'>): void {
    const request = this.#byRequest.get(id);
    const answered = this.#byReply.get(id);
    if (request !== undefined && request.answering === null) this.#spans.end(request.asking, { error: `lost: ${why}` });
    if (request !== undefined && request.answering === null) this.#byRequest.delete(id);
    if (answered !== undefined) this.#spans.end(answered.asking, { error: `the answer was lost: ${why}` });
    this.#byReply.delete(id);
  }

  #down(node: string, error: string): void {
    for (const exchanges of [this.#byRequest, this.#byReply]) {
      for (const [id, { request, asking, answering }] of exchanges) {
        if (answering !== null && request.to === node) this.#spans.end(answering, { error });
        if (request.from !== node && (request.to !== node || answering === null)) continue;
        if (exchanges === this.#byReply && request.to === node) continue;
        this.#spans.end(asking, { error });
        exchanges.delete(id);
      }
    }
  }
}

function nameOf({ kind }: MessageRecord): string {
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

function attributesOf({ id, from, to, term, prevLogIndex, entryCount, serial }: MessageRecord) {
  return {
    'raft.node': from,
    'raft.peer': to,
    'raft.msg.id': id,
    'raft.term': term === 0 ? undefined : term,
    'raft.prev_index': prevLogIndex,
    'raft.entries': entryCount,
    'raft.client.seq': serial,
  };
}
