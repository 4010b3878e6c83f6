/** Servers on a network that moves by hand. Their disks report every save at once. */
import * as v from 'valibot';
import type { Input, Output } from '../../../core/raft/duties.ts';
import { createState, defaultOptions } from '../../../core/raft/state.ts';
import { step } from '../../../core/raft/step.ts';
import type { Configuration, Entry, HardState, NodeId, RaftOptions, RaftState } from '../../../core/raft/types.ts';
import { maybeServer, terms } from '../format.ts';
import { configurationOf, entriesOf, nameOf, nullableNameOf } from '../server.ts';
import { HandNetwork } from './network.ts';

const initial = v.strictObject({
  term: v.optional(v.number(), 0),
  votedFor: v.optional(maybeServer, null),
  log: v.optional(terms, []),
  commit: v.optional(v.number(), 0),
});

const clusterNotation = v.strictObject({
  nodes: v.array(v.number()),
  voters: v.optional(v.array(v.number())),
  learners: v.optional(v.array(v.number()), []),
  options: v.optional(v.strictObject({ noop: v.optional(v.boolean()), maxBatch: v.optional(v.number()) }), {}),
  init: v.optional(v.record(v.string(), initial), {}),
});

/** One server: its disk outlives a crash, its state and state machine do not. */
export interface HandServer {
  state: RaftState;
  up: boolean;
  applied: string[];
  readonly disk: { hardState: HardState; entries: Entry[] };
}

export class HandCluster {
  readonly servers = new Map<NodeId, HandServer>();
  readonly network = new HandNetwork();
  readonly #configuration: Configuration;
  readonly #options: RaftOptions;

  constructor(notation: unknown) {
    const { nodes, voters, learners, options, init } = v.parse(clusterNotation, notation);
    this.#configuration = configurationOf(voters ?? nodes, learners);
    this.#options = {
      ...defaultOptions,
      noopOnElection: options.noop ?? true,
      maxEntriesPerMessage: options.maxBatch ?? defaultOptions.maxEntriesPerMessage,
    };
    for (const number of nodes) {
      const { term, votedFor, log, commit } = init[String(number)] ?? v.parse(initial, {});
      const hardState = { currentTerm: term, votedFor: nullableNameOf(votedFor) };
      const disk = { hardState, entries: entriesOf(log) };
      const state = this.#start(nameOf(number), disk);
      state.commitIndex = commit;
      state.lastApplied = commit;
      this.servers.set(nameOf(number), { state, up: true, applied: [], disk });
    }
  }

  server(number: number): HandServer {
    const server = this.servers.get(nameOf(number));
    if (server === undefined) throw new Error(`The scenario has no server ${number}.`);
    return server;
  }

  /** Lets one thing happen to a running server; its save is reported before anything else happens. */
  happen(server: HandServer, input: Input): Output {
    const output = step(server.state, input);
    for (const { payload } of output.apply) if (payload.kind === 'command') server.applied.push(payload.command);
    for (const message of output.sendNow) this.network.send(message);
    if (output.save !== null) {
      write(server, output.save);
      this.happen(server, { kind: 'saved', saveId: output.save.saveId });
    }
    for (const message of output.sendAfterSave) this.network.send(message);
    return output;
  }

  /** Delivers one message; false when none was there. A server that is down loses it. */
  deliver(matches?: Parameters<HandNetwork['take']>[0]): boolean {
    const message = this.network.take(matches);
    if (message === undefined) return false;
    const server = this.servers.get(message.to);
    if (server?.up) this.happen(server, { kind: 'receive', message });
    return true;
  }

  settle(): void {
    for (let moved = 0; this.deliver(); moved++) {
      if (moved > 10_000) throw new Error('The messages never end.');
    }
  }

  /** Every leader sends a round. */
  heartbeats(): void {
    for (const server of this.servers.values()) {
      if (server.up && server.state.role.kind === 'leader') {
        this.happen(server, { kind: 'timeout', timer: 'heartbeat', why: 'elapsed' });
      }
    }
  }

  /** What it has sent is still on the way. */
  crash(server: HandServer): void {
    server.up = false;
  }

  restart(server: HandServer): void {
    server.state = this.#start(server.state.id, server.disk);
    server.applied = [];
    server.up = true;
    this.happen(server, { kind: 'start' });
  }

  #start(id: NodeId, restored: HandServer['disk']): RaftState {
    return createState({ id, configuration: this.#configuration, options: this.#options, seed: 1, restored });
  }
}

function write({ disk }: HandServer, save: { hardState: HardState | null; entries: readonly Entry[] }): void {
  disk.hardState = save.hardState ?? disk.hardState;
  for (const entry of save.entries) disk.entries.splice(entry.index - 1, Number.POSITIVE_INFINITY, entry);
}
