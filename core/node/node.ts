/** One real server: an inbox around the pure core, a disk, a network, a clock. Synchronous between callbacks. */
import { applyCommand, createMachine, machinePairs } from '../machine/machine.ts';
import type { Input, Output } from '../raft/duties.ts';
import { step } from '../raft/step.ts';
import type { Entry, NodeId, RaftState } from '../raft/types.ts';
import type { EventOf, NodeStateRecord } from '../trace/events.ts';
import type { EventSink } from '../trace/recorder.ts';
import { ClientDesk } from './client-desk.ts';
import type { ClientRequest } from './client-messages.ts';
import { GroupCommit } from './group-commit.ts';
import { NodeTrace, stateRecord } from './node-trace.ts';
import type { Body, Clock, Envelope, Storage, Transport } from './ports.ts';
import { NodeTimers } from './timers.ts';

export interface NodeOptions {
  /** Fresh from createState with what the disk gave back. */
  readonly state: RaftState;
  /** 1 on the first start, one more on each. */
  readonly incarnation: number;
  readonly address: string | null;
  readonly storage: Storage;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Real microseconds, for the durations in the trace. */
  readonly stopwatch: () => number;
  readonly sink: EventSink;
  /** The node stopped by itself: a storage error or a broken invariant, as a sentence. */
  readonly onHalt: (sentence: string) => void;
  /** Called after every step, for those who check the state. */
  readonly onStep?: (state: RaftState) => void;
}

export type NodeStatus = 'up' | 'paused' | 'down' | 'halted';

/** What waits to be handled: inputs of the core, messages as they came from the network, reports of the disk. */
type Waiting =
  | { readonly kind: 'input'; readonly input: Input }
  | { readonly kind: 'envelope'; readonly envelope: Envelope }
  | { readonly kind: 'task'; readonly task: () => void };

export class RaftNode {
  readonly id: NodeId;
  readonly state: RaftState;
  readonly machine = createMachine();
  readonly #options: NodeOptions;
  readonly #timers: NodeTimers;
  readonly #trace: NodeTrace;
  readonly #disk: GroupCommit;
  readonly #desk: ClientDesk;
  #status: NodeStatus = 'up';
  #inbox: Waiting[] = [];
  #drainScheduled = false;
  #haltEnded = false;
  readonly #waitingForHalt: (() => void)[] = [];

  constructor(options: NodeOptions) {
    const { state, storage, clock, sink, incarnation } = options;
    this.#options = options;
    this.id = state.id;
    this.state = state;
    this.#timers = new NodeTimers(clock, (timer) => this.#post({ kind: 'timeout', timer, why: 'elapsed' }));
    this.#trace = new NodeTrace(sink, this.id, incarnation, () => this.record());
    this.#desk = new ClientDesk(this.id, (reply) => this.#send(reply));
    this.#disk = new GroupCommit(storage, options.stopwatch, {
      defer: (task) => this.#hear(task),
      saved: (batch) => this.#step({ kind: 'saved', saveId: batch.saveId }, () => this.#trace.persisted(batch)),
      release: (messages) => {
        for (const message of messages) this.#send(message);
      },
      failed: ({ message }) => this.#halt(`The disk of ${this.id} failed: ${message}`),
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
    return machinePairs(this.machine);
  }

  /** The step comes first: all it does is start the election timer, so that node.start can tell when it will fire. */
  start(): void {
    const { incarnation, address, transport } = this.#options;
    this.#step({ kind: 'start' });
    this.#trace.lifecycle('node.start', incarnation === 1 ? 'started' : 'restarted', address);
    this.#trace.restored(this.state.log.entries);
    transport.listen({
      receive: (envelope) => this.#enqueue({ kind: 'envelope', envelope }),
      lost: (envelope, why) => this.#trace.lost(envelope, why),
    });
  }

  /** Stands still with its mailbox open, as a stopped process does: messages and timeouts wait. */
  pause(): void {
    this.#status = 'paused';
    this.#trace.lifecycle('node.pause', 'stopped', this.#options.address);
  }

  resume(): void {
    this.#status = 'up';
    this.#trace.lifecycle('node.resume', 'started', this.#options.address);
    this.#schedule();
  }

  /** The election timer fires now, as if its time were up. */
  timeoutNow(): void {
    this.#post({ kind: 'timeout', timer: 'election', why: 'requested' });
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
    this.#inbox = [];
    this.#trace.refresh();
  }

  #post(input: Input): void {
    this.#enqueue({ kind: 'input', input });
  }

  #enqueue(waiting: Waiting): void {
    if (this.#status === 'down' || this.#status === 'halted') return;
    this.#inbox.push(waiting);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#drainScheduled || this.#status !== 'up') return;
    this.#drainScheduled = true;
    this.#options.clock.soon(() => {
      this.#drainScheduled = false;
      this.#drain();
    });
  }

  /** Takes everything that waits, so that many inputs share one save and many commands one entry batch. */
  #drain(): void {
    if (this.#status !== 'up') return;
    const inbox = this.#inbox;
    this.#inbox = [];
    this.#guarded(() => {
      const requests: ClientRequest[] = [];
      for (const waiting of inbox) this.#handle(waiting, requests);
      const proposals = this.#desk.admit(requests);
      if (proposals.length > 0) this.#step({ kind: 'propose', proposals });
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

  #handle(waiting: Waiting, requests: ClientRequest[]): void {
    if (waiting.kind === 'input') return this.#step(waiting.input);
    if (waiting.kind === 'task') return waiting.task();
    const { body } = waiting.envelope;
    this.#trace.received(waiting.envelope);
    if (body.kind === 'clientRequest') requests.push(body);
    else if (body.kind !== 'clientReply') this.#step({ kind: 'receive', message: body });
  }

  /** One step of the core, and its duties in the order that `Output` demands. `recordFirst` comes before the notes. */
  #step(input: Input, recordFirst: () => void = () => {}): void {
    const led = this.state.role.kind === 'leader';
    const output = step(this.state, input);
    for (const change of output.timers) this.#timers.apply(change);
    this.#trace.refresh();
    recordFirst();
    this.#trace.notes(output.notes);
    for (const message of output.sendNow) this.#send(message);
    this.#disk.add(output.save, output.sendAfterSave);
    this.#desk.settle(output.answers);
    this.#apply(output);
    if (led && this.state.role.kind !== 'leader') this.#desk.leadershipLost(this.state.leaderId);
    this.#options.onStep?.(this.state);
  }

  #apply({ apply }: Output): void {
    if (apply.length === 0) return;
    const outcomes = apply.map((entry) => ({ entry, applied: this.#execute(entry) }));
    this.#trace.applied(outcomes.map(appliedRecord));
    for (const { entry, applied } of outcomes) this.#desk.applied(entry, applied);
  }

  #execute({ payload }: Entry) {
    return payload.kind === 'command'
      ? applyCommand(this.machine, payload.command)
      : { result: null, duplicate: false, stale: false };
  }

  #send(body: Body): void {
    this.#options.transport.send(this.#trace.sent(body));
  }
}

function appliedRecord({
  entry: { index, term },
  applied: { duplicate, result },
}: {
  readonly entry: Entry;
  readonly applied: ReturnType<typeof applyCommand>;
}): EventOf<'log.apply'>['apply']['entries'][number] {
  return { index, term, duplicate, result };
}
