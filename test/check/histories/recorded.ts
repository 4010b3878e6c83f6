/** Histories of simulated runs in a storm of faults, in which every value is written once, so that lies can be proved. */
import { historyOf } from '../../../core/check/history/history-of.ts';
import type { Operation } from '../../../core/check/history/operation.ts';
import { Dice } from '../../../core/sim/dice.ts';
import { Storm } from '../../../core/sim/storm/storm.ts';
import { drawWeather } from '../../../core/sim/storm/weather.ts';
import { VirtualCluster } from '../../../core/sim/virtual-cluster.ts';
import type { TraceEvent } from '../../../core/trace/events.ts';

const STEPS = 2500;

export function recordedHistory(seed: number): Operation[] {
  const events: TraceEvent[] = [];
  const virtual = new VirtualCluster({
    nodes: ['S1', 'S2', 'S3'],
    seed,
    pace: 'real',
    by: 'simulation',
    onEvent: (event) => events.push(event),
  });
  virtual.start();
  const dice = new Dice(seed, 'unique values');
  for (const client of ['c1', 'c2', 'c3', 'c4']) keepAsking(virtual, dice, client);
  new Storm(virtual, new Dice(seed, 'storm'), drawWeather(new Dice(seed, 'weather'))).start();
  while (virtual.steps < STEPS) virtual.stage.runNext();
  return historyOf(events);
}

function keepAsking({ stage }: VirtualCluster, dice: Dice, client: string): void {
  let count = 0;
  const ask = () => {
    count += 1;
    const key = dice.pick(['k1', 'k2']);
    const operation = dice.happens(0.5) ? `get ${key}` : `put ${key} ${client}n${count}`;
    stage.do({ call: 'client.submit', client, operation }, () => stage.after(dice.whole(0, 20_000), ask));
  };
  stage.after(dice.whole(0, 20_000), ask);
}
