/** The simulated world: partitions of every shape, clocks that drift, disks that rot, a fingerprint that sees all. */
import { describe, expect, test } from 'vitest';
import { Dice } from '../../core/sim/dice.ts';
import { TraceHash } from '../../core/sim/judge/trace-hash.ts';
import { bridgeCuts, drawGroups, type Link, oneWayCuts, ringCuts } from '../../core/sim/storm/cuts.ts';
import { drawWeather, strikes } from '../../core/sim/storm/weather.ts';
import { plainWorld } from '../../core/sim/world/draw-world.ts';
import { DriftingClock } from '../../core/sim/world/drifting-clock.ts';
import { VirtualClock } from '../../core/sim/world/virtual-clock.ts';
import { VirtualWorld } from '../../core/sim/world/virtual-world.ts';
import type { TraceEvent } from '../../core/trace/events.ts';

const names = (count: number) => Array.from({ length: count }, (_, at) => `S${at + 1}`);

/** How many servers, itself included, each one still talks to. */
function seenBy(nodes: readonly string[], cuts: readonly Link[]): number[] {
  const isCut = (from: string, to: string) => cuts.some((cut) => cut.from === from && cut.to === to);
  return nodes.map((one) => nodes.filter((other) => !isCut(one, other) && !isCut(other, one)).length);
}

describe('a partition', () => {
  test.each([4, 5, 7])('as a ring of %i leaves every server a majority, and no two the same', (count) => {
    const nodes = names(count);
    const seen = seenBy(nodes, ringCuts(new Dice(1, 'ring'), nodes));
    for (const each of seen) {
      expect(each).toBeGreaterThan(count / 2);
      expect(each).toBeLessThan(count);
    }
  });

  test('as a bridge leaves one server that sees all, and two halves', () => {
    const nodes = names(5);
    expect(seenBy(nodes, bridgeCuts(new Dice(1, 'bridge'), nodes)).sort()).toEqual([3, 3, 3, 3, 5]);
  });

  test('one way cuts no link in both directions', () => {
    const cuts = oneWayCuts(new Dice(1, 'one way'), names(5));
    expect(cuts.length).toBeGreaterThan(0);
    expect(cuts.filter(({ from, to }) => cuts.some((cut) => cut.from === to && cut.to === from))).toEqual([]);
  });

  test('into groups has every size, and names everybody once', () => {
    const dice = new Dice(1, 'groups');
    const drawn = Array.from({ length: 200 }, () => drawGroups(dice, names(5)));
    for (const groups of drawn) expect(groups.flat().sort()).toEqual(names(5));
    expect(new Set(drawn.map(([first]) => first?.length))).toEqual(new Set([1, 2, 3, 4, 5]));
  });
});

test('the weather of a seed has some families and lacks others, and damaged disks go with no change of membership', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const { weights } = drawWeather(new Dice(seed, 'weather'));
    const on = strikes.filter((strike) => weights[strike] > 0);
    expect(on.length).toBeGreaterThan(0);
    expect(on.length).toBeLessThan(strikes.length);
    if (weights.damagedDisk > 0) expect(weights.addMember + weights.removeMember + weights.jointChange).toBe(0);
  }
});

test.each([0.7, 1.4])(
  'a clock at %f of the speed of the world fires when its own time has come, never before',
  (rate) => {
    const world = new VirtualClock();
    const clock = new DriftingClock(world, rate);
    const fired: number[] = [];
    for (const after of [1, 999, 150_000]) clock.setTimer(after, () => fired.push(clock.now() - after));
    world.runUntil(1_000_000);
    expect(fired).toHaveLength(3);
    for (const late of fired) {
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThanOrEqual(2);
    }
    expect(clock.now()).toBe(1_000_000 * rate);
  },
);

test('a damaged disk is found by whoever opens it next, and stays damaged', () => {
  const world = new VirtualWorld(new VirtualClock(), plainWorld(1));
  const told: string[] = [];
  const open = () => world.openStorage('S1', (opened) => told.push(opened.ok ? 'open' : opened.error.code));
  world.disk('S1').damage();
  open();
  open();
  expect(told).toEqual(['corrupt', 'corrupt']);
});

describe('the fingerprint', () => {
  const stamps = { seq: 1, t: 0, hlc: [0, 0] satisfies [number, number], n: 1 };
  const note = (text: string, seq = 1): TraceEvent => ({ ...stamps, seq, node: 'lab', ev: 'note', note: { text } });
  const hashOf = (...events: TraceEvent[]) => {
    const hash = new TraceHash();
    for (const event of events) hash.add(event);
    return hash.digest();
  };

  test('is the same for the same events, on every machine', () => {
    expect(hashOf(note('a'), note('b', 2))).toBe(hashOf(note('a'), note('b', 2)));
    expect(hashOf(note('a'))).toMatch(/^[0-9a-f]{16}$/);
  });

  test('sees every letter, number and order', () => {
    const all = [hashOf(note('a')), hashOf(note('b')), hashOf(note('a', 2)), hashOf(note('a', 2 ** 40))];
    all.push(hashOf(note('a', 2), note('a')), hashOf(note('a'), note('a', 2)), hashOf(note('')), hashOf());
    expect(new Set(all).size).toBe(all.length);
  });
});
