/** Figures of the playhead: what keyframes cost to build and to keep, and how long any moment of a long trace takes. */
import { Dice } from '../core/sim/dice.ts';
import { Load } from '../core/sim/storm/load.ts';
import { Storm } from '../core/sim/storm/storm.ts';
import { drawWeather } from '../core/sim/storm/weather.ts';
import { VirtualCluster } from '../core/sim/virtual-cluster.ts';
import { plainWorld } from '../core/sim/world/draw-world.ts';
import type { TraceEvent } from '../core/trace/events.ts';
import { Keyframes } from '../core/trace/keyframes/keyframes.ts';
import { applyEvent, createView } from '../core/trace/view.ts';
import { shareOf } from './measure.ts';

const SEEKS = 2000;

/** `isStormy`: with crashes, partitions and loss; else the log only grows, which is the longest that it can be. */
export function measureScrub(count: number, isStormy: boolean): void {
  const events = longTrace(count, isStormy);
  const view = createView();
  const folding = seconds(() => {
    for (const event of events) applyEvent(view, event);
  });
  const keyframes = new Keyframes(events);
  const building = seconds(() => {
    for (const event of events) keyframes.hear(event);
  });
  const entries = Math.max(...[...view.nodes.values()].map(({ state }) => state.lastLogIndex));
  const operations = [...view.operations.values()].reduce((sum, list) => sum + list.length, 0);
  console.log(
    `${events.length} events${isStormy ? ' of a storm' : ''}, ${entries} entries, ${operations} operations:`,
    `fold ${folding.toFixed(2)} s, with keyframes ${building.toFixed(2)} s;`,
    `${keyframes.count} keyframes of ${Math.round(keyframes.weight / keyframes.count)} references`,
  );
  const dice = new Dice(1, 'seeks');
  const anywhere = Array.from({ length: SEEKS }, () => dice.whole(1, events.length));
  printSeeks('seek to any moment', keyframes, anywhere);
  const middle = Math.floor(events.length * 0.8);
  const step = (direction: number, length: number) =>
    Array.from({ length: SEEKS }, (_, n) => middle + direction * n * length);
  printSeeks('drag to the past, 40 events a frame', keyframes, step(-1, 40));
  printSeeks('drag onwards, 40 events a frame', keyframes, step(1, 40));
  printSeeks('step back, event by event', keyframes, step(-1, 1));
}

function longTrace(count: number, isStormy: boolean): TraceEvent[] {
  const events: TraceEvent[] = [];
  const virtual = new VirtualCluster({
    nodes: ['S1', 'S2', 'S3', 'S4', 'S5'],
    seed: 1,
    world: plainWorld(1),
    pace: 'real',
    by: 'simulation',
    onEvent: (event) => events.push(event),
  });
  virtual.start();
  new Load(virtual.stage, new Dice(1, 'load'), { clients: 5, thinkMicros: 2000 }).start();
  if (isStormy) new Storm(virtual, new Dice(1, 'storm'), drawWeather(new Dice(1, 'weather'))).start();
  while (events.length < count) virtual.stage.runNext();
  return events;
}

function seconds(work: () => void): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1000;
}

function printSeeks(name: string, keyframes: Keyframes, seqs: readonly number[]): void {
  const times = seqs.map((seq) => 1000 * seconds(() => void keyframes.at(seq)));
  const at = (share: number) => shareOf(times, share).toFixed(2).padStart(6);
  console.log(`  ${name.padEnd(38)} p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  max ${at(1)} ms`);
}
