/** What every network promises, run on the one in memory and on real sockets. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DropReason, Envelope, Transport } from '../../core/node/ports.ts';
import { heartbeat, reply, request } from './envelopes.ts';

/** A way to make endpoints, and to wait: by moving a clock, or by letting real time pass. */
export interface World {
  /** `elsewhere` asks for another address than the last one of this name, where that means something. */
  open(id: string, elsewhere?: boolean): Promise<Transport>;
  /** Resolves when the condition holds; rejects when it will not. */
  until(condition: () => boolean): Promise<void>;
  /** Long enough for everything on the way to arrive. */
  settle(): Promise<void>;
}

/** An endpoint and all that it was told. */
class Endpoint {
  readonly transport: Transport;
  readonly received: Envelope[] = [];
  readonly lost: { readonly envelope: Envelope; readonly why: DropReason }[] = [];

  constructor(transport: Transport) {
    this.transport = transport;
    transport.listen({
      receive: (envelope) => this.received.push(envelope),
      lost: (envelope, why) => this.lost.push({ envelope, why }),
    });
  }

  terms(): number[] {
    return this.received.map(({ body }) => (body.kind === 'appendEntries' ? body.term : 0));
  }
}

export function describeTransport(name: string, makeWorld: () => World): void {
  describe(`${name}: a network`, () => {
    let world: World;
    let opened: Endpoint[];

    const open = async (id: string, elsewhere = false) => {
      const endpoint = new Endpoint(await world.open(id, elsewhere));
      opened.push(endpoint);
      return endpoint;
    };

    const close = async (endpoint: Endpoint) => {
      let closed = false;
      endpoint.transport.close(() => {
        closed = true;
      });
      await world.until(() => closed);
    };

    /** Sends until one arrives, and forgets those: a connection takes its time to be made. */
    const connect = async (from: Endpoint, fromId: string, to: Endpoint, toId: string) => {
      await world.until(() => {
        if (to.received.some((envelope) => envelope.from === fromId)) return true;
        from.transport.send(fromId.startsWith('c') ? request(fromId, toId, 1) : heartbeat(fromId, toId, 1));
        return false;
      });
      await world.settle();
      from.lost.length = 0;
      to.received.length = 0;
    };

    beforeEach(() => {
      world = makeWorld();
      opened = [];
    });
    afterEach(async () => {
      for (const endpoint of opened) await close(endpoint);
    });

    test('carries messages both ways, whole', async () => {
      const [S1, S2] = [await open('S1'), await open('S2')];
      await connect(S1, 'S1', S2, 'S2');
      await connect(S2, 'S2', S1, 'S1');
      const entries = [{ index: 1, term: 1, payload: { kind: 'command' as const, command: 'put x "ü\u2028"' } }];
      const there = heartbeat('S1', 'S2', 7, entries);
      S1.transport.send(there);
      S2.transport.send(heartbeat('S2', 'S1', 8));
      await world.until(() => S2.received.length === 1 && S1.received.length === 1);
      expect(S2.received).toEqual([there]);
      expect(S1.terms()).toEqual([8]);
    });

    test('keeps the order of each link', async () => {
      const [S1, S2] = [await open('S1'), await open('S2')];
      await connect(S1, 'S1', S2, 'S2');
      const numbers = Array.from({ length: 500 }, (_, index) => index + 1);
      for (const number of numbers) S1.transport.send(heartbeat('S1', 'S2', number));
      await world.until(() => S2.received.length === 500);
      expect(S2.terms()).toEqual(numbers);
    });

    test('carries a request of a client and the reply', async () => {
      const [S1, c1] = [await open('S1'), await open('c1')];
      await connect(c1, 'c1', S1, 'S1');
      c1.transport.send(request('c1', 'S1', 2));
      await world.until(() => S1.received.length === 1);
      S1.transport.send(reply('S1', 'c1', 2));
      await world.until(() => c1.received.length === 1);
      expect(c1.received).toEqual([reply('S1', 'c1', 2)]);
    });

    test('reports what is sent to nobody', async () => {
      const S1 = await open('S1');
      S1.transport.send(heartbeat('S1', 'S2', 1));
      await world.until(() => S1.lost.length === 1);
      expect(S1.lost[0]?.envelope.to).toBe('S2');
      expect(['down', 'disconnected']).toContain(S1.lost[0]?.why);
    });

    test.each([
      ['at the same address', false],
      ['at another address', true],
    ])('keeps nothing for a peer that is down, and finds it again %s', async (_, elsewhere) => {
      const [S1, S2] = [await open('S1'), await open('S2')];
      await connect(S1, 'S1', S2, 'S2');
      await close(S2);
      await world.settle();
      for (let number = 1; number <= 100; number += 1) S1.transport.send(heartbeat('S1', 'S2', number));
      await world.until(() => S1.lost.length === 100);
      const again = await open('S2', elsewhere);
      await world.settle();
      expect(again.received).toEqual([]);
      await connect(S1, 'S1', again, 'S2');
      S1.transport.send(heartbeat('S1', 'S2', 101));
      await world.until(() => again.received.length > 0);
      expect(again.terms()).toEqual([101]);
    });

    test('tells a closed endpoint nothing', async () => {
      const [S1, S2] = [await open('S1'), await open('S2')];
      await connect(S1, 'S1', S2, 'S2');
      S1.transport.close(() => undefined);
      S2.transport.send(heartbeat('S2', 'S1', 1));
      S1.transport.send(heartbeat('S1', 'S2', 1));
      await world.settle();
      expect([S1.received, S1.lost, S2.received]).toEqual([[], [], []]);
    });
  });
}
