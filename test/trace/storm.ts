/** A virtual cluster under load and faults, folded while it runs. */
import { Dice } from '../../core/sim/dice.ts';
import { Load } from '../../core/sim/storm/load.ts';
import { Storm } from '../../core/sim/storm/storm.ts';
import { drawWeather } from '../../core/sim/storm/weather.ts';
import { VirtualCluster } from '../../core/sim/virtual-cluster.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import { applyEvent, createView } from '../../core/trace/view.ts';

export class FoldedStorm {
  readonly view = createView();
  readonly events: TraceEvent[] = [];
  readonly virtual: VirtualCluster;

  constructor(seed: number) {
    this.virtual = new VirtualCluster({
      nodes: ['S1', 'S2', 'S3', 'S4', 'S5'],
      seed,
      pace: 'real',
      by: 'simulation',
      onEvent: (event) => {
        this.events.push(event);
        applyEvent(this.view, event);
      },
    });
    this.virtual.start();
    new Load(this.virtual.stage, new Dice(seed, 'load'), { clients: 3, thinkMicros: 20_000 }).start();
    new Storm(this.virtual, new Dice(seed, 'storm'), drawWeather(new Dice(seed, 'weather'))).start();
  }

  /** Runs at least `steps` more steps of the core, and calls `look` between any two moments. */
  run(steps: number, look: () => void = () => {}): void {
    const end = this.virtual.steps + steps;
    while (this.virtual.steps < end) {
      this.virtual.stage.runNext();
      look();
    }
  }
}

/** The events of one storm, the same every time. */
export function stormEvents(seed: number, steps: number): TraceEvent[] {
  const storm = new FoldedStorm(seed);
  storm.run(steps);
  return storm.events;
}
