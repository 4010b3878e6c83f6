/** A client's operation, from the asking to its outcome (§8): the root of what the servers do for it. */
import type { EventOf, MessageRecord, TraceEvent } from '../../events.ts';
import { operationKey } from '../../operation-key.ts';
import type { Span, Spans } from './spans.ts';

type Asked = EventOf<'client.invoke'>;
type Answered = EventOf<'client.ok' | 'client.fail' | 'client.info'>;

interface Open {
  readonly span: Span;
  readonly client: string;
  readonly operation: string;
  /** Under which its entry will stand in the log; null until the client has sent it. */
  command: string | null;
}

export class Operations {
  readonly #spans: Spans;
  readonly #open = new Map<string, Open>();
  readonly #byCommand = new Map<string, Open>();

  constructor(spans: Spans) {
    this.#spans = spans;
  }

  hear(event: TraceEvent): void {
    if (event.ev === 'client.invoke') this.#begin(event);
    if (event.ev === 'client.ok' || event.ev === 'client.fail' || event.ev === 'client.info') this.#end(event);
  }

  /** The operation that a client's message is sent for. */
  ofMessage(msg: MessageRecord): Span | null {
    const { from, session = '', serial = 0, operation } = msg;
    const known = this.#byCommand.get(commandOf(from, session, serial));
    if (known !== undefined) return known.span;
    for (const open of this.#open.values()) {
      if (open.client !== from || open.command !== null) continue;
      if (operation !== undefined && open.operation !== operation) continue;
      if (msg.kind !== 'openSession')
        this.#bind(open, commandOf(msg.kind === 'clientRequest' ? '' : from, session, serial));
      return open.span;
    }
    return this.#byCommand.get(commandOf('', session, serial))?.span ?? null;
  }

  /** The operation whose command is in an entry. */
  ofEntry({ session = '', serial = 0 }: { session?: string | undefined; serial?: number | undefined }): Span | null {
    return this.#byCommand.get(commandOf('', session, serial))?.span ?? null;
  }

  #bind(open: Open, command: string): void {
    open.command = command;
    this.#byCommand.set(command, open);
  }

  #begin(event: Asked): void {
    const { node, op } = event;
    const [verb = '', key = ''] = op.operation.split(' ');
    const span = this.#spans.begin({
      service: 'raft-client',
      name: `${verb} ${key}`.trim().slice(0, 100),
      kind: 'client',
      parent: null,
      attributes: { 'raft.node': node, 'raft.client.operation': op.operation.slice(0, 1000) },
    });
    this.#open.set(operationKey(event), { span, client: node, operation: op.operation, command: null });
  }

  #end(event: Answered): void {
    const { ev, op } = event;
    const open = this.#open.get(operationKey(event));
    if (open === undefined) return;
    this.#open.delete(operationKey(event));
    if (open.command !== null) this.#byCommand.delete(open.command);
    const outcome = ev.slice('client.'.length);
    this.#spans.end(open.span, {
      error: ev === 'client.ok' ? undefined : (op.why ?? outcome),
      attributes: { 'raft.client.outcome': outcome, 'raft.client.seq': op.serial, 'raft.index': op.index },
    });
  }
}

/** Commands are found by their entry, which names no client; reads have serials of their own per client. */
function commandOf(client: string, session: string, serial: number): string {
  return `${client}\n${session}\n${serial}`;
}
