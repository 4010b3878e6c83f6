/** Runs scenarios in virtual time: waiting costs nothing, and the same seed gives the same run. */
import { refused } from '../cluster/commands.ts';
import { promisedMethods } from '../cluster/promised.ts';
import type { LabApi, LabMethod, Reply } from '../contract/lab-api.ts';
import { type Serve, serve } from '../contract/serve.ts';
import { Counts } from '../scenario/counts.ts';
import type { WorldSettings } from '../scenario/language/world.ts';
import type { ClusterWish, Rehearsal, ScenarioTarget } from '../scenario/target.ts';
import type { TraceEvent } from '../trace/events.ts';
import { applyEvent, createView } from '../trace/view.ts';
import type { ClusterView } from '../trace/view-types.ts';
import { bugCalled } from '../zoo/zoo.ts';
import { recoverAndJudge } from './judge/ending.ts';
import { Outcomes } from './judge/outcomes.ts';
import { VirtualCluster } from './virtual-cluster.ts';

export interface VirtualTargetOptions extends ClusterWish {
  readonly seed: number;
  /** Of a recorded run; its seed counts, then. */
  readonly world?: WorldSettings;
  readonly onEvent?: (event: TraceEvent) => void;
}

/** Events between two looks at signals while nobody waits for an answer. */
const PATIENCE = 500;

/** A started cluster whose invariants are checked after every step; a violation stands in the trace. */
export class VirtualTarget implements ScenarioTarget {
  readonly seed: number;
  readonly counts = new Counts();
  readonly #virtual: VirtualCluster;
  readonly #view = createView();
  readonly #outcomes = new Outcomes();
  readonly #serve: Serve;
  /** Calls whose callers have not been told the answer. */
  #open = 0;
  #events = 0;

  constructor({ nodes, pace, rules, bug, seed, world, onEvent = () => {} }: VirtualTargetOptions) {
    this.seed = world?.seed ?? seed;
    this.#virtual = new VirtualCluster({
      nodes: Array.from({ length: nodes }, (_, at) => `S${at + 1}`),
      seed: this.seed,
      ...(rules === undefined ? {} : { rules }),
      ...(world === undefined ? {} : { world }),
      ...(bug === undefined ? {} : { bug: bugCalled(bug) }),
      // What was written by hand shows the same on real servers, whose disks nobody looks into.
      disksWatched: world !== undefined,
      pace,
      by: 'scenario',
      onEvent: (event) => {
        applyEvent(this.#view, event);
        this.counts.hear(event);
        this.#outcomes.hear(event);
        onEvent(event);
      },
    });
    this.#virtual.start();
    const api: LabApi = { ...promisedMethods(() => this.#virtual.cluster), ...onlyInLabs };
    this.#serve = serve(api, (error) => {
      throw error;
    });
  }

  async call(method: LabMethod, params: unknown): Promise<Reply<unknown>> {
    this.#open += 1;
    try {
      return await this.#serve(method, params);
    } finally {
      this.#open -= 1;
    }
  }

  view(): ClusterView {
    return this.#view;
  }

  now(): number {
    return this.#virtual.clock.now() / 1000;
  }

  async waitUntil(condition: () => boolean, limitMs: number): Promise<boolean> {
    const { clock } = this.#virtual;
    const limit = clock.now() + Math.round(limitMs * 1000);
    await letOthersRun();
    while (!condition()) {
      const moved = clock.runNext(limit);
      this.#events += 1;
      if (this.#open > 0 || this.#events % PATIENCE === 0) await letOthersRun();
      if (moved) continue;
      clock.runUntil(limit);
      return condition();
    }
    return true;
  }

  /** Done at once, in one piece: nobody can ask for anything in between, as in the simulation. */
  readonly rehearsal: Rehearsal = {
    play: ({ at, ...act }) => {
      this.#virtual.runWhileClean(Math.round(at * 1000));
      if (this.#virtual.isClean) this.#virtual.stage.do(act);
    },
    recover: ({ at, quorum, withinMs }) => {
      this.#virtual.runWhileClean(Math.round(at * 1000));
      if (this.#virtual.isClean) recoverAndJudge(this.#virtual, this.#outcomes, { quorum, withinMs });
    },
  };

  /** Writes the trace's last line. Nothing has to be closed in virtual time. */
  endTrace(): void {
    this.#virtual.endTrace();
  }
}

/** A scenario's cluster is made before its first step and has no folder and no files. */
const notInVirtualTime = async () => refused('noCluster', 'In virtual time there is one cluster, and it is running.');
const onlyInLabs = {
  'lab.describe': notInVirtualTime,
  'cluster.create': notInVirtualTime,
  'cluster.open': notInVirtualTime,
  'cluster.stop': notInVirtualTime,
  'trace.read': notInVirtualTime,
  'recording.list': notInVirtualTime,
  'recording.read': notInVirtualTime,
  'recording.describe': notInVirtualTime,
  'recording.delete': notInVirtualTime,
};

/** Everything that has been promised so far is told, and signals get their turn. */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
