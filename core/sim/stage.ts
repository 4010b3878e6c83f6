/** Everything done to a simulated cluster from outside goes through here at its moment, so that it can be done again. */
import type { Cluster } from '../cluster/cluster.ts';
import type { Reply } from '../contract/lab-api.ts';
import type { Act, Deed } from '../scenario/language/deed.ts';
import { TimerHeap } from './world/timer-heap.ts';
import type { VirtualWorld } from './world/virtual-world.ts';

type Done = (reply: Reply<unknown>) => void;

/**
 * Deeds have a queue of their own: one that is due is done after everything in the cluster that is due by then. Whoever
 * repeats them at the same microseconds therefore gets the same run, whatever had planned them.
 */
export class Stage {
  /** What was done so far, in order. */
  readonly deeds: Deed[] = [];
  readonly #cluster: Cluster;
  readonly #world: VirtualWorld;
  readonly #plan = new TimerHeap();
  readonly #open = new Map<string, number>();

  constructor(cluster: Cluster, world: VirtualWorld) {
    this.#cluster = cluster;
    this.#world = world;
  }

  /** Microseconds since the start. */
  get now(): number {
    return this.#world.clock.now();
  }

  /** Clients that were told to ask for something. */
  get clients(): string[] {
    return [...this.#open.keys()];
  }

  /** Operations of clients that have no outcome yet. */
  get openOperations(): number {
    let sum = 0;
    for (const open of this.#open.values()) sum += open;
    return sum;
  }

  after(micros: number, act: () => void): void {
    this.#plan.add(this.now + micros, act);
  }

  at(micros: number, act: () => void): void {
    this.#plan.add(micros, act);
  }

  /** Lets the next thing happen that is due by `limit`, in the cluster or on it; false when there is none. */
  runNext(limit = Number.POSITIVE_INFINITY): boolean {
    const due = this.#plan.nextDue() ?? Number.POSITIVE_INFINITY;
    const { clock } = this.#world;
    if (clock.runNext(Math.min(due, limit))) return true;
    if (due > limit || due === Number.POSITIVE_INFINITY) return false;
    clock.runUntil(due);
    this.#plan.takeNext(due)?.run();
    return true;
  }

  /** Lets everything happen that is due until then, as long as it may go on, and stands there. */
  runUntil(time: number, mayGoOn: () => boolean = () => true): void {
    while (mayGoOn() && this.runNext(time));
    if (mayGoOn()) this.#world.clock.runUntil(time);
  }

  /** Does it now and keeps it. A refusal (the server is down already) goes to `done` like any other answer. */
  do(act: Act, done: Done = () => {}): void {
    this.deeds.push({ at: this.now / 1000, ...act });
    this.#perform(act, done);
  }

  #perform(act: Act, done: Done): void {
    switch (act.call) {
      case 'node.crash':
      case 'node.restart':
      case 'node.pause':
      case 'node.resume':
      case 'node.timeout':
      case 'node.snapshot':
      case 'network.isolate':
      case 'member.remove':
        return this.#cluster.call(act.call, { node: act.node }, done);
      case 'link.set': {
        const { call, ...rule } = act;
        return this.#cluster.call(call, rule, done);
      }
      case 'link.cut':
        return this.#cluster.call(act.call, { from: act.from, to: act.to }, done);
      case 'network.partition':
        return this.#cluster.call(act.call, { groups: act.groups }, done);
      case 'leader.transfer':
        return this.#cluster.call(act.call, { to: act.to }, done);
      case 'member.add': {
        const { call, ...params } = act;
        return this.#cluster.call(call, params, done);
      }
      case 'member.replace': {
        const { call, ...params } = act;
        return this.#cluster.call(call, params, done);
      }
      case 'member.change': {
        const { call, ...params } = act;
        return this.#cluster.call(call, params, done);
      }
      case 'cluster.rules':
        return this.#cluster.call(act.call, { rules: act.rules }, done);
      case 'member.leaveJoint':
      case 'network.heal':
        return this.#cluster.call(act.call, {}, done);
      case 'client.submit':
        return this.#submit(act, done);
      default:
        harm(this.#world, act);
    }
  }

  #submit({ call, ...params }: Extract<Act, { call: 'client.submit' }>, done: Done): void {
    const count = (change: number) => this.#open.set(params.client, (this.#open.get(params.client) ?? 0) + change);
    count(1);
    this.#cluster.call(call, params, (reply) => {
      count(-1);
      done(reply);
    });
  }
}

type Harm = Extract<Act, { call: 'disk.slow' | 'disk.fail' | 'disk.damage' | 'link.clog' | 'world.calm' }>;

/** What no contract has a method for, since no real lab could do it. */
function harm(world: VirtualWorld, act: Harm): void {
  switch (act.call) {
    case 'disk.slow':
      return world.disk(act.node).setDelay(Math.round(act.delayMs * 1000));
    case 'disk.fail':
      return world.disk(act.node).failSave(act.save, act.code);
    case 'disk.damage':
      return world.disk(act.node).damage();
    case 'link.clog':
      return world.clog(act.from, act.to, act.forMs);
    case 'world.calm':
      return world.calm();
    default:
      act satisfies never;
  }
}
