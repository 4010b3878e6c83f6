/** The clients of a cluster: opened when first used, each with one session at a time. */
import { Client } from '../client/client.ts';
import type { Reply, SubmitOutcome } from '../contract/lab-api.ts';
import type { ReadMode } from '../node/client-messages.ts';
import type { NodeId } from '../raft/types.ts';
import type { EventSink } from '../trace/recorder.ts';
import type { Links } from '../transport/links.ts';
import { granted, refused } from './commands.ts';
import type { World } from './world.ts';

export interface ClientsSettings {
  readonly world: World;
  readonly links: Links;
  readonly sink: EventSink;
  /** Those there are now. */
  readonly nodes: () => readonly NodeId[];
}

type Use = (client: Client) => void;

/** Whom to ask first, and how a get shall be read (thesis 6.4); null: the believed leader, and through the log. */
export interface Route {
  readonly target: NodeId | null;
  readonly read: ReadMode | null;
}

export class Clients {
  readonly #settings: ClientsSettings;
  readonly #open = new Map<string, Client>();
  readonly #opening = new Map<string, Use[]>();

  constructor(settings: ClientsSettings) {
    this.#settings = settings;
  }

  submit(id: string, operation: string, { target, read }: Route, done: (reply: Reply<SubmitOutcome>) => void): void {
    this.#with(
      id,
      (client) => client.submit(operation, target, read, (outcome) => done(granted(outcome))),
      (message) => done(refused('internal', message)),
    );
  }

  close(done: () => void): void {
    let open = this.#open.size;
    if (open === 0) return done();
    for (const client of this.#open.values()) {
      client.close(() => {
        open -= 1;
        if (open === 0) done();
      });
    }
    this.#open.clear();
  }

  #with(id: string, use: Use, failed: (message: string) => void): void {
    const client = this.#open.get(id);
    if (client !== undefined) return use(client);
    const waiting = this.#opening.get(id);
    if (waiting !== undefined) {
      waiting.push(use);
      return;
    }
    const uses = [use];
    this.#opening.set(id, uses);
    const { world, links, sink, nodes } = this.#settings;
    world.openClientTransport(id, (opened) => {
      this.#opening.delete(id);
      if (!opened.ok) return failed(opened.error.message);
      const transport = links.wrap(opened.value.transport);
      const fresh = new Client({ id, nodes, transport, clock: world.clock, sink });
      this.#open.set(id, fresh);
      for (const each of uses) each(fresh);
    });
  }
}
