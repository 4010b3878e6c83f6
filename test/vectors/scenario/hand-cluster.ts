/** Servers on a network that moves by hand. Their disks report every save at once, and their clocks move only by verbs. */
import * as v from 'valibot';
import type { Input, Output } from '../../../core/raft/duties.ts';
import { createState } from '../../../core/raft/state.ts';
import { step } from '../../../core/raft/step.ts';
import type { Configuration, NodeId, RaftOptions, RaftState } from '../../../core/raft/types.ts';
import { maybeServer, terms } from '../format.ts';
import { configurationOf, entriesOf, nameOf, nullableNameOf } from '../server.ts';
import { NOW, optionsNotation, optionsOf } from '../server-given.ts';
import { applyTo, type Disk, dataOf, startOf, type Told, write } from './hand-server.ts';
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
  options: v.optional(optionsNotation, v.parse(optionsNotation, {})),
  init: v.optional(v.record(v.string(), initial), {}),
});

/** One server: its disk and its clock outlive a crash, its state and state machine do not. */
export interface HandServer {
  state: RaftState;
  up: boolean;
  now: number;
  /** The state machine: every command it was told, and where it stood. */
  applied: Told[];
  readonly disk: Disk;
}

export class HandCluster {
  readonly servers = new Map<NodeId, HandServer>();
  readonly network = new HandNetwork();
  readonly #configuration: Configuration;
  readonly #options: RaftOptions;

  constructor(notation: unknown) {
    const { nodes, voters, learners, options, init } = v.parse(clusterNotation, notation);
    this.#configuration = configurationOf(voters ?? nodes, learners);
    // The check of thesis 6.2 is a verb of the scenarios, so it may always be on: no timer fires by itself.
    this.#options = { ...optionsOf(options), checkQuorum: true };
    for (const number of nodes) {
      const { term, votedFor, log, commit } = init[String(number)] ?? v.parse(initial, {});
      const hardState = { currentTerm: term, votedFor: nullableNameOf(votedFor) };
      const disk = { hardState, snapshot: null, entries: entriesOf(log) };
      const state = this.#start(nameOf(number), disk);
      state.commitIndex = commit;
      state.lastApplied = commit;
      this.servers.set(nameOf(number), { state, up: true, now: NOW, applied: [], disk });
    }
  }

  server(number: number): HandServer {
    const server = this.servers.get(nameOf(number));
    if (server === undefined) throw new Error(`The scenario has no server ${number}.`);
    return server;
  }

  /** Lets one thing happen to a running server; its save is reported before anything else happens. */
  happen(server: HandServer, input: Input): Output {
    const output = step(server.state, input, server.now);
    applyTo(server, output);
    for (const message of output.sendNow) this.network.send(message);
    if (output.save !== null) {
      write(server.disk, output.save);
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
      if (server.up && server.state.role.kind === 'leader') this.heartbeat(server);
    }
  }

  /** The heartbeat timer of this server fires, and on its clock the time has passed. */
  heartbeat(server: HandServer): void {
    server.now += this.#options.heartbeatMs;
    this.happen(server, { kind: 'timeout', timer: 'heartbeat', why: 'elapsed' });
  }

  /** An election timeout passes on the clock of this server alone. Its timers do not fire. */
  passElectionTimeout(server: HandServer): void {
    server.now += this.#options.electionTimeoutMs;
  }

  /** The server's state machine becomes its snapshot, as it was after the entry at `index` (§7). */
  compact(server: HandServer, index: number): void {
    this.happen(server, { kind: 'compact', snapshot: dataOf(server, index) });
  }

  /** What it has sent is still on the way. */
  crash(server: HandServer): void {
    server.up = false;
  }

  restart(server: HandServer): void {
    server.state = this.#start(server.state.id, server.disk);
    server.applied = startOf(server.disk);
    server.up = true;
    this.happen(server, { kind: 'start' });
  }

  #start(id: NodeId, restored: Disk): RaftState {
    return createState({ id, configuration: this.#configuration, options: this.#options, seed: 1, restored });
  }
}
