/** The network in memory keeps the contract, in virtual time. */
import { expect, test } from 'vitest';
import { MemoryNetwork } from '../../core/transport/memory.ts';
import { describeTransport, type World } from './contract.ts';
import { heartbeat } from './envelopes.ts';
import { ManualClock } from './manual-clock.ts';

describeTransport('memory', () => {
  const clock = new ManualClock();
  const network = new MemoryNetwork({ clock, latency: () => 500 });
  const advancing = (milliseconds: number): Promise<void> => {
    clock.advance(milliseconds);
    return Promise.resolve();
  };
  return {
    open: (id) => Promise.resolve(network.open(id)),
    until: async (condition) => {
      for (let tries = 0; !condition(); tries += 1) {
        if (tries === 100) throw new Error('it did not happen');
        await advancing(1);
      }
    },
    settle: () => advancing(10),
  } satisfies World;
});

test('a shorter latency never overtakes on the same link', () => {
  const clock = new ManualClock();
  const latencies = [5000, 1000, 0];
  const network = new MemoryNetwork({ clock, latency: () => latencies.shift() ?? 0 });
  const sender = network.open('S1');
  const arrived: string[] = [];
  sender.listen({ receive: () => undefined, lost: () => undefined });
  network.open('S2').listen({ receive: ({ id }) => arrived.push(id), lost: () => undefined });
  for (const number of [1, 2, 3]) sender.send(heartbeat('S1', 'S2', number));
  clock.advance(4);
  expect(arrived).toEqual([]);
  clock.advance(1);
  expect(arrived).toEqual(['S1.1.1', 'S1.1.2', 'S1.1.3']);
});

test('what is on the way to a closed endpoint is lost, even when the name opens again', () => {
  const clock = new ManualClock();
  const network = new MemoryNetwork({ clock, latency: () => 1000 });
  const told: string[] = [];
  const sender = network.open('S1');
  sender.listen({ receive: () => undefined, lost: (_, why) => told.push(why) });
  const receiver = network.open('S2');
  sender.send(heartbeat('S1', 'S2', 1));
  receiver.close(() => undefined);
  network.open('S2').listen({ receive: () => told.push('received'), lost: () => undefined });
  clock.advance(1);
  expect(told).toEqual(['down']);
});

test('two servers under one name are a mistake of the caller', () => {
  const network = new MemoryNetwork({ clock: new ManualClock() });
  network.open('S1');
  expect(() => network.open('S1')).toThrow('S1 is on this network already');
});
