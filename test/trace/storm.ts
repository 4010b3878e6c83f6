/** A virtual cluster under load and faults, folded while it runs. */
import { defaultOptions } from '../../core/raft/state.ts';
import type { RaftOptions } from '../../core/raft/types.ts';
import { Dice } from '../../core/sim/dice.ts';
import { Load } from '../../core/sim/storm/load.ts';
import { Storm } from '../../core/sim/storm/storm.ts';
import { drawWeather } from '../../core/sim/storm/weather.ts';
import { VirtualCluster } from '../../core/sim/virtual-cluster.ts';
import { plainWorld } from '../../core/sim/world/draw-world.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import { applyEvent, createView } from '../../core/trace/view.ts';

export class FoldedStorm {
  readonly view = createView();
  readonly events: TraceEvent[] = [];
  readonly virtual: VirtualCluster;

  constructor(seed: number, raft: RaftOptions = defaultOptions) {
    this.virtual = new VirtualCluster({
      nodes: ['S1', 'S2', 'S3', 'S4', 'S5'],
      seed,
      world: { ...plainWorld(seed), raft },
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

  /** Members come, go and change their places, leaders hand over, and snapshots are asked for, all the while. */
  unsettle(dice: Dice): this {
    const { cluster, clock } = this.virtual;
    const change = () => {
      const someone = dice.pick([...cluster.members.keys()]);
      const voters = [...cluster.members.keys()].filter(() => dice.happens(0.6)).slice(0, 5);
      const changes = [
        () => cluster.call('member.add', { as: dice.pick(['voter', 'learner']) }, () => {}),
        () => cluster.call('member.remove', { node: someone }, () => {}),
        () => cluster.call('member.change', { voters, learners: [], leave: 'automatic' }, () => {}),
        () => cluster.call('leader.transfer', { to: someone }, () => {}),
        () => cluster.call('node.snapshot', { node: someone }, () => {}),
      ];
      dice.pick(cluster.members.size < 9 ? changes : changes.slice(1))();
      clock.setTimer(dice.whole(20_000, 400_000), change);
    };
    clock.setTimer(dice.whole(500_000, 1_000_000), change);
    return this;
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
