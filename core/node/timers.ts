/** A server's timers on the lab's clock. Setting one again is cheap, since every AppendEntries does it (§5.2). */
import type { TimerChange, TimerName } from '../raft/duties.ts';
import type { Clock, Timer } from './ports.ts';

interface Slot {
  /** When it is or was due, µs of the lab clock; null while stopped. It stands until the server has dealt with it. */
  deadline: number | null;
  /** What was asked for last, µs. */
  timeout: number;
  armed: { readonly timer: Timer; readonly firesAt: number } | null;
}

export class NodeTimers {
  readonly #clock: Clock;
  readonly #fire: (timer: TimerName) => void;
  readonly #slots: Record<TimerName, Slot> = {
    election: { deadline: null, timeout: 0, armed: null },
    heartbeat: { deadline: null, timeout: 0, armed: null },
    quorum: { deadline: null, timeout: 0, armed: null },
    transfer: { deadline: null, timeout: 0, armed: null },
  };

  constructor(clock: Clock, fire: (timer: TimerName) => void) {
    this.#clock = clock;
    this.#fire = fire;
  }

  /** The running election timer, µs of the lab clock; nulls while none runs. */
  get election(): { readonly deadline: number | null; readonly timeout: number | null } {
    const { deadline, timeout } = this.#slots.election;
    return { deadline, timeout: deadline === null ? null : timeout };
  }

  apply({ timer, afterMs }: TimerChange): void {
    const slot = this.#slots[timer];
    if (afterMs === null) {
      slot.deadline = null;
      return;
    }
    slot.timeout = Math.round(afterMs * 1000);
    slot.deadline = this.#clock.now() + slot.timeout;
    this.#arm(timer, slot, slot.deadline);
  }

  stop(): void {
    for (const slot of Object.values(this.#slots)) {
      slot.deadline = null;
      slot.armed?.timer.cancel();
      slot.armed = null;
    }
  }

  /** A deadline that moved back keeps the armed timer: it looks again when it fires. */
  #arm(name: TimerName, slot: Slot, deadline: number): void {
    if (slot.armed !== null && slot.armed.firesAt <= deadline) return;
    slot.armed?.timer.cancel();
    const timer = this.#clock.setTimer(deadline - this.#clock.now(), () => this.#wake(name, slot));
    slot.armed = { timer, firesAt: deadline };
  }

  #wake(name: TimerName, slot: Slot): void {
    slot.armed = null;
    if (slot.deadline === null) return;
    if (slot.deadline > this.#clock.now()) {
      this.#arm(name, slot, slot.deadline);
      return;
    }
    this.#fire(name);
  }
}
