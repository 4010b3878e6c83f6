/** A network in memory, for virtual time: the same promises as the real one, and the same run for the same inputs. */
import type { Clock, DropReason, Envelope, Transport, TransportHandlers } from '../node/ports.ts';

export interface MemoryNetworkOptions {
  readonly clock: Clock;
  /** Microseconds of the lab clock from one endpoint to another, asked once per message; 0 unless given. */
  readonly latency?: (from: string, to: string) => number;
  /** Most messages under way on one direction of a link; without it, any number. */
  readonly capacity?: number | null;
  /** Which of so many messages is lost when a link holds one too many, 0 = the oldest; without it, the newest. */
  readonly victim?: (messages: number) => number;
}

interface Endpoint {
  handlers: TransportHandlers | null;
}

interface UnderWay {
  readonly envelope: Envelope;
  /** It was pushed out by another one. */
  lost: boolean;
}

/** One direction between two endpoints. */
interface Direction {
  /** When its latest message with a latency arrives. */
  lastArrival: number;
  /** In the order of their arrival; kept only where there is a capacity. */
  readonly underWay: UnderWay[];
}

/**
 * Messages of one link arrive in the order they were sent, like bytes of one connection, whatever the latency says.
 * What is on the way when its receiver closes is lost, even if another opens under the same name; what is on the way
 * when its sender closes still arrives. Losses are reported when the message would have arrived.
 */
export class MemoryNetwork {
  readonly #options: MemoryNetworkOptions;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #directions = new Map<string, Direction>();

  constructor(options: MemoryNetworkOptions) {
    this.#options = options;
  }

  /** Throws when the name is open already: two servers under one name are a mistake of the caller. */
  open(id: string): Transport {
    if (this.#endpoints.has(id)) throw new Error(`${id} is on this network already`);
    const endpoint: Endpoint = { handlers: null };
    this.#endpoints.set(id, endpoint);
    return {
      send: (envelope) => this.#send(endpoint, envelope),
      listen: (handlers) => {
        endpoint.handlers = handlers;
      },
      close: (done) => {
        endpoint.handlers = null;
        if (this.#endpoints.get(id) === endpoint) this.#endpoints.delete(id);
        this.#options.clock.soon(done);
      },
    };
  }

  /** Nothing that is sent from now on arrives before so many microseconds have passed; then all of it does, in order. */
  clog(from: string, to: string, micros: number): void {
    const direction = this.#direction(from, to);
    direction.lastArrival = Math.max(direction.lastArrival, this.#options.clock.now() + micros);
  }

  /** Ends every clog, for what is sent from now on. It may overtake what still waits. */
  unclog(): void {
    for (const direction of this.#directions.values()) direction.lastArrival = 0;
  }

  #send(sender: Endpoint, envelope: Envelope): void {
    if (sender.handlers === null) return;
    const { from, to } = envelope;
    const direction = this.#direction(from, to);
    const receiver = this.#endpoints.get(to);
    const under: UnderWay = { envelope, lost: false };
    this.#makeRoom(direction, under, sender);
    this.#after(this.#delay(envelope, direction), () => {
      if (this.#options.capacity != null) remove(direction.underWay, under);
      const reached = receiver !== undefined && this.#endpoints.get(to) === receiver;
      if (under.lost) return;
      if (reached && receiver.handlers !== null) receiver.handlers.receive(envelope);
      else report(sender, envelope, 'down');
    });
  }

  #makeRoom({ underWay }: Direction, newest: UnderWay, sender: Endpoint): void {
    const { capacity = null, victim = (messages) => messages - 1 } = this.#options;
    if (capacity === null) return;
    underWay.push(newest);
    if (underWay.length <= capacity) return;
    const [pushedOut] = underWay.splice(victim(underWay.length), 1);
    if (pushedOut === undefined) return;
    pushedOut.lost = true;
    report(sender, pushedOut.envelope, 'overflow');
  }

  #delay({ from, to }: Envelope, direction: Direction): number {
    const now = this.#options.clock.now();
    const latency = this.#options.latency?.(from, to) ?? 0;
    const arrival = Math.max(now + latency, direction.lastArrival);
    if (arrival > now) direction.lastArrival = arrival;
    return arrival - now;
  }

  #after(micros: number, task: () => void): void {
    if (micros === 0) this.#options.clock.soon(task);
    else this.#options.clock.setTimer(micros, task);
  }

  #direction(from: string, to: string): Direction {
    const link = `${from} ${to}`;
    const known = this.#directions.get(link);
    if (known !== undefined) return known;
    const fresh: Direction = { lastArrival: 0, underWay: [] };
    this.#directions.set(link, fresh);
    return fresh;
  }
}

function remove(underWay: UnderWay[], gone: UnderWay): void {
  const at = underWay.indexOf(gone);
  if (at >= 0) underWay.splice(at, 1);
}

function report(sender: Endpoint, envelope: Envelope, why: DropReason): void {
  sender.handlers?.lost(envelope, why);
}
