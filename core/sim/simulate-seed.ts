/** One seed: a cluster under load in a storm of faults, then calm, in which it must recover; all in virtual time. */
import type { NodeId } from '../raft/types.ts';
import type { Deed } from '../scenario/language/deed.ts';
import type { TraceEvent } from '../trace/events.ts';
import { Dice } from './dice.ts';
import { drawPlan, type Plan } from './draw-plan.ts';
import { JudgedRun, type Recording } from './judged-run.ts';
import type { SeedReport } from './report.ts';
import { Load } from './storm/load.ts';
import { Storm } from './storm/storm.ts';
import { least, whyNoTest } from './validity.ts';

export interface SeedOptions {
  readonly seed: number;
  /** Servers, 1 to 9. Without it the seed chooses. */
  readonly nodes?: number;
  /** Steps of the core in the storm; those of the calm come on top. */
  readonly steps?: number;
  readonly onEvent?: (event: TraceEvent) => void;
}

const STORM_STEPS = 2500;
/** The storm ends here even if a cluster that cannot work has made few steps. µs. */
const LONGEST_STORM = 60_000_000;
/** Looked at so often whether anybody was answered; if not, there is a lull for so long. µs. */
const PATIENCE = 10_000_000;
const LULL = 3_000_000;
/** So many times the steps of a storm are too many. */
const RUNAWAY = 20;

/** Runs to the end, or to the first violation. The same options give the same report, bit for bit. */
export function simulateSeed(options: SeedOptions): SeedReport {
  return new Simulation(options).run();
}

/** The same run, with everything that was done to the cluster from outside. */
export function recordSeed(options: SeedOptions): { readonly report: SeedReport; readonly recording: Recording } {
  const simulation = new Simulation(options);
  const report = simulation.run();
  return { report, recording: simulation.recording() };
}

class Simulation {
  readonly #seed: number;
  readonly #plan: Plan;
  readonly #run: JudgedRun;
  readonly #load: Load;
  readonly #storm: Storm;
  readonly #steps: number;
  #deeds: readonly Deed[] = [];
  #calmAt = 0;
  #quorum: readonly NodeId[] = [];
  #recoveryMs: number | null = null;

  constructor(options: SeedOptions) {
    const { seed, steps = STORM_STEPS, onEvent = () => {} } = options;
    this.#seed = seed;
    this.#steps = steps;
    this.#plan = drawPlan(seed, options.nodes ?? null);
    this.#run = new JudgedRun({
      nodes: this.#plan.nodes,
      world: this.#plan.world,
      onEvent: (event) => {
        this.#storm.hear(event);
        onEvent(event);
      },
    });
    const { virtual } = this.#run;
    this.#load = new Load(virtual.stage, new Dice(seed, 'load'), this.#plan.load);
    this.#storm = new Storm(virtual, new Dice(seed, 'storm'), this.#plan.weather);
  }

  run(): SeedReport {
    const { stage } = this.#run.virtual;
    this.#runStorm();
    this.#calmAt = stage.now;
    this.#deeds = [...stage.deeds];
    if (this.#run.virtual.isClean) this.#runCalm();
    return this.#report();
  }

  recording(): Recording {
    const { nodes, world, withinMs } = this.#plan;
    const recovery = { quorum: this.#quorum, withinMs };
    return { nodes, world, deeds: this.#deeds, calmAtMs: this.#calmAt / 1000, recovery };
  }

  #runStorm(): void {
    const { virtual } = this.#run;
    const { stage } = virtual;
    virtual.start();
    this.#load.start();
    this.#storm.start();
    const isEnough = () =>
      virtual.steps >= this.#steps && this.#storm.strikes >= least.strikes && this.#run.answered >= least.answers;
    const isBounded = () => virtual.steps < RUNAWAY * this.#steps && stage.now < LONGEST_STORM;
    let nextLull = PATIENCE;
    while (virtual.isClean && !isEnough() && isBounded()) {
      stage.runNext();
      if (stage.now < nextLull) continue;
      if (this.#run.answered < least.answers) this.#storm.lull(LULL);
      nextLull += PATIENCE;
    }
    if (virtual.isClean) stage.runUntil(stage.now);
    this.#load.stop();
    this.#storm.end();
  }

  #runCalm(): void {
    if (this.#plan.weather.quorumFirst) this.#quorum = this.#drawQuorum();
    const { recovery } = this.recording();
    this.#recoveryMs = this.#run.recover(recovery);
  }

  /** Any majority of the servers whose disks are whole. */
  #drawQuorum(): NodeId[] {
    const { nodes } = this.#plan;
    const { world } = this.#run.virtual;
    const dice = new Dice(this.#seed, 'quorum');
    const whole = nodes.filter((node) => !world.disk(node).isDamaged);
    return dice.shuffle(whole).slice(0, dice.whole(Math.floor(nodes.length / 2) + 1, whole.length));
  }

  #report(): SeedReport {
    const run = this.#run.report();
    const faults = {
      ...this.#storm.counts,
      lostSave: this.#run.virtual.world.diskCounts.lostSaves,
      tornSave: this.#run.virtual.world.diskCounts.tornSaves,
      driftingClock: Object.keys(this.#plan.world.clockRates).length,
    };
    const why = whyNoTest(run, this.#storm.strikes);
    return {
      seed: this.#seed,
      nodes: this.#plan.nodes.length,
      ...run,
      faults,
      recoveryMs: this.#recoveryMs,
      counts: why === null,
      why,
    };
  }
}
