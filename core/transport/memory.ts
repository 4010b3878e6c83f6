/** A network in memory, for virtual time: the same promises as the real one, and the same run for the same inputs. */
import type { Clock, Envelope, Transport, TransportHandlers } from '../node/ports.ts';

export interface MemoryNetworkOptions {
  readonly clock: Clock;
  /** Microseconds of the lab clock from one endpoint to another, asked once per message; 0 unless given. */
  readonly latency?: (from: string, to: string) => number;
}

interface Endpoint {
  handlers: TransportHandlers | null;
}

/**
 * Messages of one link arrive in the order they were sent, like bytes of one connection, whatever the latency says.
 * What is on the way when its receiver closes is lost, even if another opens under the same name; what is on the way
 * when its sender closes still arrives. Losses are reported when the message would have arrived.
 */
export class MemoryNetwork {
  readonly #clock: Clock;
  readonly #latency: (from: string, to: string) => number;
  readonly #endpoints = new Map<string, Endpoint>();
  /** Per link, when its latest message with a latency arrives. */
  readonly #lastArrival = new Map<string, number>();

  constructor({ clock, latency }: MemoryNetworkOptions) {
    this.#clock = clock;
    this.#latency = latency ?? (() => 0);
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
        this.#clock.soon(done);
      },
    };
  }

  #send(sender: Endpoint, envelope: Envelope): void {
    if (sender.handlers === null) return;
    const receiver = this.#endpoints.get(envelope.to);
    this.#after(this.#delay(envelope), () => {
      const reached = receiver !== undefined && this.#endpoints.get(envelope.to) === receiver;
      if (reached && receiver.handlers !== null) receiver.handlers.receive(envelope);
      else sender.handlers?.lost(envelope, 'down');
    });
  }

  #delay({ from, to }: Envelope): number {
    const link = `${from} ${to}`;
    const now = this.#clock.now();
    const arrival = Math.max(now + this.#latency(from, to), this.#lastArrival.get(link) ?? 0);
    if (arrival > now) this.#lastArrival.set(link, arrival);
    return arrival - now;
  }

  #after(micros: number, task: () => void): void {
    if (micros === 0) this.#clock.soon(task);
    else this.#clock.setTimer(micros, task);
  }
}
