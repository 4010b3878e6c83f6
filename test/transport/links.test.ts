/** Harm done to links on purpose, in virtual time. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Envelope, Transport } from '../../core/node/ports.ts';
import type { LinkRule } from '../../core/trace/events.ts';
import { Links } from '../../core/transport/links.ts';
import { MemoryNetwork } from '../../core/transport/memory.ts';
import { heartbeat } from './envelopes.ts';
import { ManualClock } from './manual-clock.ts';

/** Two endpoints behind links, and everything that is told about them, in order. */
class Pair {
  readonly clock = new ManualClock();
  readonly told: string[] = [];
  /** What the links draw; 0.5 when nothing is left. */
  draws: number[] = [];
  readonly links = new Links({
    clock: this.clock,
    random: () => this.draws.shift() ?? 0.5,
    dropped: (envelope, why) => this.told.push(`${numberOf(envelope)} ${why}`),
    duplicated: (envelope) => this.told.push(`${numberOf(envelope)} duplicated`),
    held: (envelope) => this.told.push(`${numberOf(envelope)} held`),
  });
  readonly network = new MemoryNetwork({ clock: this.clock });
  readonly S1 = this.open('S1');
  readonly S2 = this.open('S2');

  open(id: string): Transport {
    const transport = this.links.wrap(this.network.open(id));
    transport.listen({
      receive: (envelope) => this.told.push(`${id} got ${numberOf(envelope)}`),
      lost: (envelope, why) => this.told.push(`${id} lost ${numberOf(envelope)} ${why}`),
    });
    return transport;
  }

  rule(rule: Partial<LinkRule>): void {
    this.links.set({ ...this.links.rule('S1', 'S2'), ...rule });
  }

  send(...numbers: number[]): void {
    for (const number of numbers) this.S1.send(heartbeat('S1', 'S2', number));
    this.clock.advance(0);
  }

  /** What was told since the last look. */
  look(): string[] {
    return this.told.splice(0);
  }
}

function numberOf({ body }: Envelope): number {
  return body.kind === 'appendEntries' ? body.term : 0;
}

let pair: Pair;
beforeEach(() => {
  pair = new Pair();
});

describe('rules', () => {
  test('without a rule a message arrives at once', () => {
    pair.send(1, 2);
    expect(pair.look()).toEqual(['S2 got 1', 'S2 got 2']);
    expect(pair.links.active()).toEqual([]);
  });

  test('a cut drops in its own direction only, at sending', () => {
    pair.rule({ cut: true });
    pair.send(1);
    pair.S2.send(heartbeat('S2', 'S1', 2));
    pair.clock.advance(0);
    expect(pair.look()).toEqual(['1 cut', 'S1 got 2']);
    expect(pair.links.active()).toHaveLength(1);
  });

  test('a message on the wire is lost when its link is cut before it arrives', () => {
    pair.rule({ delayMs: 10 });
    pair.send(1);
    pair.rule({ cut: true });
    pair.clock.advance(10);
    expect(pair.look()).toEqual(['1 cut']);
  });

  test('a link healed before the message arrives delivers it', () => {
    pair.rule({ delayMs: 10 });
    pair.send(1);
    pair.rule({ cut: true });
    pair.links.heal();
    pair.clock.advance(10);
    expect(pair.look()).toEqual(['S2 got 1']);
  });

  test('loss takes what the draw says', () => {
    pair.rule({ loss: 0.3 });
    pair.draws = [0.29, 0.3];
    pair.send(1, 2);
    expect(pair.look()).toEqual(['1 loss', 'S2 got 2']);
  });

  test('a duplicate is the same message twice', () => {
    pair.rule({ duplicate: 1 });
    pair.send(1);
    expect(pair.look()).toEqual(['1 duplicated', 'S2 got 1', 'S2 got 1']);
  });

  test('a constant delay keeps the order', () => {
    pair.rule({ delayMs: 10 });
    pair.send(1, 2);
    pair.clock.advance(5);
    pair.send(3);
    pair.clock.advance(4.999);
    expect(pair.look()).toEqual([]);
    pair.clock.advance(0.001);
    expect(pair.look()).toEqual(['S2 got 1', 'S2 got 2']);
    pair.clock.advance(5);
    expect(pair.look()).toEqual(['S2 got 3']);
  });

  test('jitter is uniform around the delay and may change the order', () => {
    pair.rule({ delayMs: 10, jitterMs: 4 });
    pair.draws = [1, 0];
    pair.send(1, 2);
    pair.clock.advance(6);
    expect(pair.look()).toEqual(['S2 got 2']);
    pair.clock.advance(8);
    expect(pair.look()).toEqual(['S2 got 1']);
  });

  test('a reordered message arrives behind the next one of its link, or by itself when none follows', () => {
    pair.rule({ reorder: 0.5 });
    pair.draws = [0, 1, 0];
    pair.send(1);
    pair.S2.send(heartbeat('S2', 'S1', 9));
    pair.clock.advance(1);
    expect(pair.look()).toEqual(['S1 got 9']);
    pair.send(2, 3);
    expect(pair.look()).toEqual(['S2 got 2', 'S2 got 1']);
    pair.clock.advance(100);
    expect(pair.look()).toEqual(['S2 got 3']);
  });

  test('heal removes every rule', () => {
    pair.rule({ cut: true });
    pair.links.set({ ...pair.links.rule('c1', 'S1'), loss: 1 });
    pair.links.heal();
    expect(pair.links.active()).toEqual([]);
    expect(pair.links.rule('S1', 'S2').cut).toBe(false);
  });

  test('a rule set back to harmless is no rule', () => {
    pair.rule({ delayMs: 5 });
    pair.rule({ delayMs: 0 });
    expect(pair.links.active()).toEqual([]);
  });

  test('the links of a client obey the same rules', () => {
    pair.open('c1');
    pair.links.set({ ...pair.links.rule('S1', 'c1'), cut: true });
    pair.S1.send(heartbeat('S1', 'c1', 1));
    expect(pair.look()).toEqual(['1 cut']);
  });
});

describe('the general hold', () => {
  test('every message waits its time, on top of the delay of its link', () => {
    pair.links.holdAll(40);
    pair.send(1);
    pair.rule({ delayMs: 10 });
    pair.send(2);
    expect(pair.links.heldMessages().map(numberOf)).toEqual([1, 2]);
    pair.clock.advance(40);
    expect(pair.look()).toEqual(['S2 got 1']);
    pair.clock.advance(10);
    expect(pair.look()).toEqual(['S2 got 2']);
    expect(pair.links.heldMessages()).toEqual([]);
  });

  test('until a hand: deliver, drop, or the oldest', () => {
    pair.links.holdAll(null);
    pair.send(1, 2, 3, 4);
    pair.clock.advance(10_000);
    expect(pair.look()).toEqual(['1 held', '2 held', '3 held', '4 held']);
    expect(pair.links.deliver('S1.1.3')).toBe(true);
    expect(pair.links.deliverNext()).toBe(true);
    expect(pair.links.drop('S1.1.2')).toBe(true);
    expect(pair.look()).toEqual(['S2 got 3', 'S2 got 1', '2 dropped']);
    expect(pair.links.deliver('S1.1.3')).toBe(false);
    expect(pair.links.drop('S1.1.3')).toBe(false);
    expect(pair.links.heldMessages().map(numberOf)).toEqual([4]);
    expect(pair.links.deliverNext()).toBe(true);
    expect(pair.links.deliverNext()).toBe(false);
  });

  test('a hand can take the two copies of a duplicate apart', () => {
    pair.links.holdAll(null);
    pair.rule({ duplicate: 1 });
    pair.send(1);
    pair.look();
    expect(pair.links.deliver('S1.1.1')).toBe(true);
    expect(pair.links.drop('S1.1.1')).toBe(true);
    expect(pair.look()).toEqual(['S2 got 1', '1 dropped']);
  });

  test('a shorter hold releases in order: some now, some later', () => {
    pair.links.holdAll(null);
    pair.send(1, 2);
    pair.clock.advance(30);
    pair.send(3);
    pair.look();
    pair.links.holdAll(20);
    expect(pair.look()).toEqual(['S2 got 1', 'S2 got 2']);
    pair.clock.advance(20);
    expect(pair.look()).toEqual(['S2 got 3']);
  });

  test('no hold at all lets everything go at once, in order, and leaves no timer', () => {
    pair.links.holdAll(40);
    pair.send(1, 2);
    pair.links.holdAll(0);
    expect(pair.look()).toEqual(['S2 got 1', 'S2 got 2']);
    expect(pair.clock.timers).toBe(0);
    pair.send(3);
    expect(pair.look()).toEqual(['S2 got 3']);
  });

  test('a longer hold, and one until a hand, reach the messages that wait already', () => {
    pair.links.holdAll(40);
    pair.send(1);
    pair.links.holdAll(100);
    pair.clock.advance(99);
    expect(pair.look()).toEqual([]);
    pair.links.holdAll(null);
    expect(pair.look()).toEqual(['1 held']);
    pair.clock.advance(10_000);
    expect(pair.look()).toEqual([]);
  });

  test('what a crashed sender has sent still arrives', () => {
    pair.links.holdAll(null);
    pair.send(1);
    pair.S1.close(() => undefined);
    pair.links.deliverNext();
    expect(pair.look()).toEqual(['1 held', 'S2 got 1']);
  });

  test('a held message whose receiver has closed is lost, even after a restart', () => {
    pair.links.holdAll(null);
    pair.send(1);
    pair.S2.close(() => undefined);
    pair.open('S2');
    pair.links.deliverNext();
    expect(pair.look()).toEqual(['1 held', '1 down']);
  });
});

test('the same draws give the same story', () => {
  const stories = [1, 2].map(() => {
    const again = new Pair();
    let state = 7;
    again.links.set({
      ...again.links.rule('S1', 'S2'),
      loss: 0.2,
      duplicate: 0.2,
      jitterMs: 9,
      delayMs: 9,
      reorder: 0.2,
    });
    for (let number = 1; number <= 200; number += 1) {
      state = (state * 48_271) % 2_147_483_647;
      again.draws.push(state / 2_147_483_647);
      again.send(number);
      again.clock.advance(1);
    }
    again.clock.advance(200);
    return again.look();
  });
  expect(stories[0]).toEqual(stories[1]);
  expect(stories[0]?.length).toBeGreaterThan(150);
});
