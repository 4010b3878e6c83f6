/** One real server: an inbox around the pure core, a disk, a network, a clock. Synchronous between callbacks. */
import { machinePairs } from '../machine/machine.ts';
import type { ConfigurationChange, Input, Output } from '../raft/duties.ts';
import { step as honestStep } from '../raft/step.ts';
import type { NodeId, RaftOptions, RaftState, Snapshot } from '../raft/types.ts';
import type { NodeStateRecord } from '../trace/events.ts';
import { ClientDesk, type EntryQuestion } from './client-desk.ts';
import type { ClientRead } from './client-messages.ts';
import { Executor, type SnapshotRefusal } from './executor.ts';
import { GroupCommit } from './group-commit.ts';
import { Inbox } from './inbox.ts';
import type { NodeOptions } from './node-options.ts';
import { NodeTrace, stateRecord } from './node-trace.ts';
import type { Body, Envelope, PortError } from './ports.ts';
import { ReadDesk } from './read-desk.ts';
import { RequestDesk, type RequestDone } from './request-desk.ts';
import { NodeTimers } from './timers.ts';

/** More than one life of a server answers. */
const READS_OF_A_LIFE = 2 ** 32;

export type NodeStatus = 'up' | 'paused' | 'down' | 'halted';

/** What waits to be handled: inputs of the core, messages as they came from the network, reports of the disk. */
type Waiting =
  | { readonly kind: 'input'; readonly input: Input }
  | { readonly kind: 'envelope'; readonly envelope: Envelope }
  | { readonly kind: 'task'; readonly task: () => void };

export class RaftNode {
  readonly id: NodeId;
  readonly state: RaftState;
  readonly #options: NodeOptions;
  readonly #step: typeof honestStep;
  readonly #inbox: Inbox<Waiting>;
  readonly #timers: NodeTimers;
  readonly #trace: NodeTrace;
  readonly #disk: GroupCommit;
  readonly #executor: Executor;
  readonly #commands: ClientDesk;
  readonly #reads: ReadDesk;
  readonly #requests = new RequestDesk();
  #status: NodeStatus = 'up';
  #haltEnded = false;
  readonly #waitingForHalt: (() => void)[] = [];

  constructor(options: NodeOptions) {
    const { state, storage, clock, sink, incarnation, calendar } = options;
    this.#options = options;
    this.#step = options.step ?? honestStep;
    this.id = state.id;
    this.state = state;
    this.#inbox = new Inbox(clock, (inbox) => this.#drain(inbox));
    this.#timers = new NodeTimers(clock, (timer) => this.#post({ kind: 'timeout', timer, why: 'elapsed' }));
    this.#trace = new NodeTrace(sink, this.id, incarnation, () => this.record());
    const disk = {
      defer: (task: () => void) => this.#hear(task),
      failed: ({ message }: PortError) => this.#halt(`The disk of ${this.id} failed: ${message}`),
    };
    const writtenDown = (snapshot: Snapshot) => this.#post({ kind: 'compact', snapshot });
    this.#executor = new Executor({ clock, storage, ...disk, writtenDown });
    const reply = (body: Body) => this.#send(body);
    this.#commands = new ClientDesk({ id: this.id, time: calendar, reply });
    const machine = () => this.#executor.machine;
    this.#reads = new ReadDesk({
      machine,
      lastApplied: () => state.lastApplied,
      reply,
      firstReadId: incarnation * READS_OF_A_LIFE,
    });
    this.#disk = new GroupCommit(storage, options.stopwatch, {
      ...disk,
      saved: (batch) => this.#take({ kind: 'saved', saveId: batch.saveId }, () => this.#trace.persisted(batch)),
      release: (messages) => {
        for (const message of messages) this.#send(message);
      },
    });
  }

  get status(): NodeStatus {
    return this.#status;
  }

  get incarnation(): number {
    return this.#options.incarnation;
  }

  /** The state as the trace keeps it. */
  record(): NodeStateRecord {
    return stateRecord(this.state, this.#timers);
  }

  pairs(): readonly (readonly [string, string])[] {
    return machinePairs(this.#executor.machine);
  }

  /** The step comes first: all it does is start the election timer, so that node.start can tell when it will fire. */
  start(): void {
    const { incarnation, address, transport } = this.#options;
    const { snapshot, log } = this.state;
    this.#guarded(() => {
      if (snapshot !== null) this.#executor.install(snapshot);
      this.#take({ kind: 'start' });
    });
    if (this.#status === 'halted') return;
    this.#trace.lifecycle('node.start', incarnation === 1 ? 'started' : 'restarted', address);
    this.#trace.restored(snapshot, log.entries);
    transport.listen({
      receive: (envelope) => this.#enqueue({ kind: 'envelope', envelope }),
      lost: (envelope, why) => this.#trace.lost(envelope, why),
    });
  }

  /** Stands still with its mailbox open, as a stopped process does: messages and timeouts wait. */
  pause(): void {
    this.#status = 'paused';
    this.#inbox.hold();
    this.#trace.lifecycle('node.pause', 'stopped', this.#options.address);
  }

  resume(): void {
    this.#status = 'up';
    this.#trace.lifecycle('node.resume', 'started', this.#options.address);
    this.#inbox.release();
  }

  /** The election timer fires now, as if its time were up. */
  timeoutNow(): void {
    this.#post({ kind: 'timeout', timer: 'election', why: 'requested' });
  }

  /** Asks this server, as the leader, for another membership (§6). */
  change(change: ConfigurationChange, done: RequestDone): void {
    this.#post({ kind: 'change', requestId: this.#requests.add(done), change });
  }

  /** Asks this server, as the leader, to hand over (thesis 3.10). The answer comes when it has begun. */
  transfer(target: NodeId, done: RequestDone): void {
    this.#post({ kind: 'transfer', requestId: this.#requests.add(done), target });
  }

  /** Begins a snapshot of the state machine as it is now (§7). */
  snapshot(): SnapshotRefusal | null {
    return this.#executor.writeDown(this.state);
  }

  configure(options: RaftOptions): void {
    this.#post({ kind: 'configure', options });
  }

  /** Ends in good order: what was acknowledged is on the disk, and the disk is closed. */
  stop(done: () => void): void {
    const { transport, storage, address } = this.#options;
    if (this.#status === 'halted') return this.#afterHalt(done);
    this.#end('down');
    this.#trace.lifecycle('node.stop', 'stopped', address);
    transport.close(() => storage.close(done));
  }

  /** Ends as a power loss does: memory and everything that was not synced are gone. */
  crash(done: () => void): void {
    const { transport, storage, address } = this.#options;
    if (this.#status === 'halted') return this.#afterHalt(done);
    this.#end('down');
    this.#trace.lifecycle('node.crash', 'crashed', address);
    transport.close(() => storage.crash(done));
  }

  /** Crash-stop: after a failed save or a broken invariant nothing this server says could be trusted. */
  #halt(sentence: string): void {
    if (this.#status === 'halted' || this.#status === 'down') return;
    const { transport, storage, address, onHalt } = this.#options;
    this.#end('halted');
    this.#trace.lifecycle('node.halt', 'halted', address, sentence);
    transport.close(() =>
      storage.crash(() => {
        this.#haltEnded = true;
        for (const done of this.#waitingForHalt) done();
        onHalt(sentence);
      }),
    );
  }

  /** Its port and disk are still being closed, and nobody may open them before. */
  #afterHalt(done: () => void): void {
    if (this.#haltEnded) done();
    else this.#waitingForHalt.push(done);
  }

  #end(status: 'down' | 'halted'): void {
    this.#status = status;
    this.#timers.stop();
    this.#executor.stop();
    this.#inbox.clear();
    this.#trace.refresh();
    this.#requests.abandon();
  }

  #post(input: Input): void {
    this.#enqueue({ kind: 'input', input });
  }

  #enqueue(waiting: Waiting): void {
    if (this.#status === 'up' || this.#status === 'paused') this.#inbox.add(waiting);
  }

  /** Takes everything that waits, so that many inputs share one save, many commands one batch and many reads one round. */
  #drain(inbox: readonly Waiting[]): void {
    if (this.#status !== 'up') return;
    this.#guarded(() => {
      const questions: Questions = { entries: [], reads: [] };
      for (const waiting of inbox) this.#handle(waiting, questions);
      const proposals = this.#commands.admit(questions.entries);
      if (proposals.length > 0) this.#take({ kind: 'propose', proposals });
      const reads = this.#reads.admit(questions.reads);
      if (reads.length > 0) this.#take({ kind: 'read', reads });
      this.#disk.flush();
    });
  }

  /** The disk has reported. It is heard at once, unless the server stands still. */
  #hear(task: () => void): void {
    if (this.#status === 'up') this.#guarded(task);
    else this.#enqueue({ kind: 'task', task });
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#halt(`${this.id} stopped itself: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #handle(waiting: Waiting, questions: Questions): void {
    if (waiting.kind === 'input') return this.#take(waiting.input);
    if (waiting.kind === 'task') return waiting.task();
    const { body } = waiting.envelope;
    this.#trace.received(waiting.envelope);
    if (body.kind === 'clientRequest' || body.kind === 'openSession') questions.entries.push(body);
    else if (body.kind === 'clientRead') questions.reads.push(body);
    else if (body.kind !== 'clientReply') this.#take({ kind: 'receive', message: body });
  }

  /** One step of the core, and its duties in the order that `Output` demands. `recordFirst` comes before the notes. */
  #take(input: Input, recordFirst: () => void = () => {}): void {
    const led = this.state.role.kind === 'leader';
    const output = this.#step(this.state, input, this.#options.clock.now() / 1000);
    for (const change of output.timers) this.#timers.apply(change);
    this.#trace.refresh();
    recordFirst();
    this.#trace.notes(output.notes);
    for (const message of output.sendNow) this.#send(message);
    this.#disk.add(output.save, output.sendAfterSave);
    this.#commands.settle(output.answers);
    this.#requests.settle(output.requests);
    this.#advance(output);
    this.#reads.settle(output.reads);
    if (led && this.state.role.kind !== 'leader') this.#stoodBack();
    this.#options.onStep?.(this.state);
  }

  /** Moves the state machine on, by a snapshot or entry by entry, and tells who waits for it. */
  #advance({ install, apply }: Output): void {
    if (install !== null) {
      this.#executor.install(install);
      this.#commands.installed(install.lastIncludedIndex);
    }
    if (apply.length > 0) {
      const executed = this.#executor.execute(apply);
      this.#trace.applied(executed);
      for (const { entry, applied } of executed) this.#commands.applied(entry, applied);
      this.#executor.writeDownIfDue(this.state);
    }
    if (install !== null || apply.length > 0) this.#reads.applied();
  }

  #stoodBack(): void {
    const { leaderId } = this.state;
    this.#commands.leadershipLost(leaderId);
    this.#reads.leadershipLost(leaderId);
  }

  #send(body: Body): void {
    this.#options.transport.send(this.#trace.sent(body));
  }
}

/** What clients ask in one turn. */
interface Questions {
  readonly entries: EntryQuestion[];
  readonly reads: ClientRead[];
}
