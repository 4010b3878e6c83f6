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

test('a link that holds too many loses the one it is told to, and says so', () => {
  const clock = new ManualClock();
  const network = new MemoryNetwork({ clock, latency: () => 1000, capacity: 2, victim: () => 0 });
  const sender = network.open('S1');
  const told: string[] = [];
  sender.listen({ receive: () => undefined, lost: ({ id }, why) => told.push(`${id} ${why}`) });
  network.open('S2').listen({ receive: ({ id }) => told.push(`${id} arrived`), lost: () => undefined });
  for (const number of [1, 2, 3]) sender.send(heartbeat('S1', 'S2', number));
  expect(told).toEqual(['S1.1.1 overflow']);
  clock.advance(1);
  sender.send(heartbeat('S1', 'S2', 4));
  clock.advance(1);
  expect(told).toEqual(['S1.1.1 overflow', 'S1.1.2 arrived', 'S1.1.3 arrived', 'S1.1.4 arrived']);
});

test('a clogged link holds everything for its time, then lets it go in order; the other direction flows', () => {
  const clock = new ManualClock();
  const network = new MemoryNetwork({ clock, latency: () => 1000 });
  const arrived: string[] = [];
  const ends = ['S1', 'S2'].map((id) => {
    const end = network.open(id);
    end.listen({ receive: (envelope) => arrived.push(envelope.id), lost: () => undefined });
    return end;
  });
  network.clog('S1', 'S2', 20_000);
  for (const number of [1, 2]) ends[0]?.send(heartbeat('S1', 'S2', number));
  ends[1]?.send(heartbeat('S2', 'S1', 1));
  clock.advance(19);
  expect(arrived).toEqual(['S2.1.1']);
  clock.advance(1);
  expect(arrived).toEqual(['S2.1.1', 'S1.1.1', 'S1.1.2']);
});

test('the end of all clogs lets what is sent from now on through', () => {
  const clock = new ManualClock();
  const network = new MemoryNetwork({ clock, latency: () => 1000 });
  const arrived: string[] = [];
  const sender = network.open('S1');
  sender.listen({ receive: () => undefined, lost: () => undefined });
  network.open('S2').listen({ receive: ({ id }) => arrived.push(id), lost: () => undefined });
  network.clog('S1', 'S2', 60_000);
  network.unclog();
  sender.send(heartbeat('S1', 'S2', 1));
  clock.advance(1);
  expect(arrived).toEqual(['S1.1.1']);
});
