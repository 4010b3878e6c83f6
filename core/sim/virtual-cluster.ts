/** A whole cluster in virtual time, its trace, and the judges that look after every step. */
import { Referee } from '../check/referee.ts';
import { Cluster } from '../cluster/cluster.ts';
import type { FaultOrigin } from '../cluster/network-faults.ts';
import type { PaceMode } from '../cluster/pace.ts';
import { withRules } from '../cluster/rules.ts';
import type { RaftRules } from '../contract/lab-api.ts';
import { members as membersOf } from '../raft/quorum.ts';
import { defaultOptions } from '../raft/state.ts';
import type { Entry, NodeId, RaftOptions, RaftState } from '../raft/types.ts';
import type { WorldSettings } from '../scenario/language/world.ts';
import { TRACE_SCHEMA, TRACE_VERSION, type TraceEvent, type TraceHeader } from '../trace/events.ts';
import { Recorder } from '../trace/recorder.ts';
import { DiskWatch } from './judge/disk-watch.ts';
import { Stage } from './stage.ts';
import { plainWorld } from './world/draw-world.ts';
import { VirtualClock } from './world/virtual-clock.ts';
import { VirtualWorld } from './world/virtual-world.ts';

export interface VirtualClusterOptions {
  readonly nodes: readonly NodeId[];
  readonly seed: number;
  /** Without it, one that harms nothing by itself. */
  readonly world?: WorldSettings;
  /** Without it, what the world says and otherwise the defaults. */
  readonly raft?: RaftOptions;
  /** Those that are not as usual, or as the world says. */
  readonly rules?: RaftRules;
  readonly pace: PaceMode;
  readonly by: FaultOrigin;
  readonly onEvent: (event: TraceEvent) => void;
}

/** Something that must never be false was. */
export interface FoundViolation {
  readonly invariant: string;
  readonly detail: string;
  readonly nodes: readonly NodeId[];
  /** How many steps of the core there had been. */
  readonly step: number;
  /** Milliseconds of virtual time. */
  readonly atMs: number;
}

export class VirtualCluster {
  readonly clock = new VirtualClock();
  readonly world: VirtualWorld;
  readonly cluster: Cluster;
  readonly stage: Stage;
  readonly violations: FoundViolation[] = [];
  readonly #recorder: Recorder;
  readonly #referee: Referee;
  readonly #watch: DiskWatch;
  readonly #header: TraceHeader;
  #steps = 0;

  constructor(options: VirtualClusterOptions) {
    const { nodes, seed, world = plainWorld(seed), rules = {}, pace, by, onEvent } = options;
    const raft = withRules(options.raft ?? { ...defaultOptions, ...world.raft }, rules);
    this.world = new VirtualWorld(this.clock, world);
    this.#recorder = new Recorder({
      now: this.clock.elapsed,
      epochMs: 0,
      onEvent: (event) => {
        onEvent(event);
        this.#referee.hear(event);
      },
    });
    this.#header = headerOf(nodes, seed, raft);
    this.#referee = new Referee((node) => this.cluster.members.get(node)?.node ?? null, this.complain);
    this.#watch = new DiskWatch((node) => this.world.stored(node), this.complain);
    this.cluster = new Cluster({
      nodes,
      raft,
      seed,
      pace,
      by,
      world: this.world,
      sink: this.#recorder,
      notice: (text) => this.#recorder.record({ ev: 'note', node: 'lab', note: { text } }),
      onStep: (state) => this.#afterStep(state),
    });
    this.stage = new Stage(this.cluster, this.world);
  }

  /** Opens the trace and starts every server. */
  start(): void {
    this.#recorder.record({ ev: 'trace.header', node: 'lab', header: this.#header });
    this.cluster.start(() => {});
  }

  /** Steps of the core so far; each was followed by a look of all judges. */
  get steps(): number {
    return this.#steps;
  }

  /** All entries that any server ever knew to be committed, from index 1 on. */
  get committed(): readonly Entry[] {
    return this.#referee.committed;
  }

  /** The members in force at the leader; all servers while nobody leads. */
  members(): readonly NodeId[] {
    const leader = this.cluster.leadership.leader();
    return leader === null ? [...this.cluster.members.keys()] : membersOf(leader.state.log.configuration);
  }

  /** Nothing has been found yet. */
  get isClean(): boolean {
    return this.violations.length === 0;
  }

  /** Lets everything happen until then, or until something is found. */
  runWhileClean(time: number): void {
    this.stage.runUntil(time, () => this.isClean);
  }

  /** Keeps a violation and writes it into the trace. */
  readonly complain = (invariant: string, detail: string, nodes: readonly NodeId[]): void => {
    this.violations.push({ invariant, detail, nodes, step: this.#steps, atMs: this.clock.now() / 1000 });
    this.#recorder.record({
      ev: 'check.violation',
      node: 'lab',
      violation: { invariant, detail, nodes: [...nodes] },
    });
  };

  /** The trace's last line. */
  endTrace(): void {
    this.#recorder.record({ ev: 'trace.footer', node: 'lab', footer: { events: this.#recorder.lastSeq + 1 } });
  }

  #afterStep(state: RaftState): void {
    this.#steps += 1;
    this.#referee.afterStep(state);
    this.#watch.afterStep(state);
  }
}

/** Nothing of the machine it runs on: the same seed writes the same header everywhere. */
function headerOf(nodes: readonly NodeId[], seed: number, raft: RaftOptions): TraceHeader {
  return {
    schema: TRACE_SCHEMA,
    version: TRACE_VERSION,
    run: `seed-${seed}`,
    epoch: '1970-01-01T00:00:00.000Z',
    clock: 'virtual',
    nodes: [...nodes],
    config: { cluster: 'simulation', seed, ...raft },
    app: { name: 'raftarium', version: 'simulation', runtime: 'virtual time' },
  };
}
