/** One run of a stored cluster: its nodes, its recording, and what of the recording is in memory. */

import { Referee } from '../check/referee.ts';
import { Cluster } from '../cluster/cluster.ts';
import type { FaultOrigin } from '../cluster/network-faults.ts';
import type { PaceMode } from '../cluster/pace.ts';
import { rulesOf } from '../cluster/rules.ts';
import type { PacedClock } from '../cluster/world.ts';
import type { ClusterDescription, Result } from '../contract/lab-api.ts';
import type { RaftOptions } from '../raft/types.ts';
import { readPage } from '../recording/read-page.ts';
import { TraceWriter } from '../recording/trace-writer.ts';
import { TRACE_SCHEMA, TRACE_VERSION, type TraceEvent, type TraceHeader } from '../trace/events.ts';
import { History } from '../trace/history.ts';
import { Recorder } from '../trace/recorder.ts';
import type { Bug } from '../zoo/bug.ts';
import { type ClusterFolder, changeMembers, markStarted, startingNodes, traceFolder } from './cluster-folder.ts';
import { monotonicMicros, realWorld } from './real-world.ts';

export interface RunOptions {
  readonly folder: ClusterFolder;
  readonly raft: RaftOptions;
  readonly pace: PaceMode;
  readonly by: FaultOrigin;
  readonly version: string;
  /** A mistake in every server, on purpose; the header of the trace names it. */
  readonly bug?: Bug | undefined;
  /** Where the trace goes, unless into the cluster's own folder. */
  readonly traceFolder?: string;
  readonly onEvent: (event: TraceEvent) => void;
  /** How many of the newest events are kept in memory; older ones are read from the recording. */
  readonly eventsInMemory?: number;
  /** Judges the invariants of Figure 3 after every step; a violation becomes an event. Costs time. */
  readonly refereed?: boolean;
}

export class Run {
  readonly cluster: Cluster;
  readonly clock: PacedClock;
  readonly #history: History;
  readonly #options: RunOptions;
  #folder: ClusterFolder;
  /** Changes of the folder's manifest, one after the other. */
  #changes: Promise<void> = Promise.resolve();
  readonly #recorder: Recorder;
  readonly #writer: TraceWriter;
  readonly #notices: string[] = [];

  constructor(options: RunOptions) {
    const { folder, raft, pace, by, bug, onEvent } = options;
    const { nodes, joined, removed, seed } = folder.manifest;
    this.#options = options;
    this.#folder = folder;
    this.#history = new History(options.eventsInMemory);
    const startedAt = monotonicMicros();
    const epochMs = Date.now();
    this.#writer = new TraceWriter({
      folder: this.recordingFolder,
      onError: (sentence) => this.#notice(sentence),
    });
    const referee = options.refereed === true ? this.#referee() : null;
    this.#recorder = new Recorder({
      now: () => monotonicMicros() - startedAt,
      epochMs,
      onEvent: (event) => {
        this.#history.append(event);
        this.#writer.append(event);
        onEvent(event);
        referee?.hear(event);
      },
    });
    const world = realWorld(folder, {
      has: (node) => this.#folder.manifest.started.includes(node),
      add: (node, done) => this.#changeFolder((now) => markStarted(now, node), done),
    });
    this.clock = world.clock;
    const header = this.#header(epochMs);
    this.#recorder.record({ ev: 'trace.header', node: 'lab', header });
    this.cluster = new Cluster({
      nodes,
      joined,
      removed,
      onMember: (node, stage) => this.#keepMember(node, stage),
      raft,
      ...(bug === undefined ? {} : { flaw: bug.plant() }),
      seed,
      pace,
      by,
      world,
      sink: this.#recorder,
      notice: (sentence) => this.#notice(sentence),
      ...(referee === null ? {} : { onStep: (state) => referee.afterStep(state) }),
    });
  }

  start(): Promise<void> {
    return new Promise((resolve) => this.cluster.start(resolve));
  }

  /** Ends in good order: the nodes, then the recording with its last line. */
  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.cluster.stop(resolve));
    this.#recorder.record({ ev: 'trace.footer', node: 'lab', footer: { events: this.#recorder.lastSeq + 1 } });
    await this.#writer.close();
    await this.#changes;
  }

  /** Recorded events from `fromSeq` on, at most `limit`; those that memory has let go of come from the files. */
  async read(fromSeq: number, limit: number): Promise<Result<'trace.read'>> {
    const { firstSeq, lastSeq } = this.#history;
    const events =
      fromSeq >= firstSeq
        ? this.#history.since(fromSeq, limit)
        : await readPage(this.recordingFolder, fromSeq, Math.min(limit, firstSeq - fromSeq));
    return { events, lastSeq };
  }

  describe(): ClusterDescription {
    const { folder, raft } = this.#options;
    const { name, seed } = folder.manifest;
    return {
      name,
      folder: folder.path,
      run: this.#runName(),
      nodes: [...this.cluster.members.values()].map(({ id, address }) => ({ id, address: address ?? '' })),
      seed,
      heartbeatMs: raft.heartbeatMs,
      electionTimeoutMs: raft.electionTimeoutMs,
      rules: rulesOf(this.cluster.rules),
      notices: this.#notices,
    };
  }

  #referee(): Referee {
    const lookup = (node: string) => this.cluster.members.get(node)?.node ?? null;
    return new Referee(lookup, (invariant, detail, where) => {
      const violation = { invariant, detail, nodes: [...where] };
      this.#recorder.record({ ev: 'check.violation', node: 'lab', violation });
    });
  }

  #keepMember(node: string, stage: 'joined' | 'removed'): void {
    this.#changeFolder(
      (folder) => changeMembers(folder, node, stage),
      (problem) => {
        if (problem !== null) this.#notice(`The next start may not know that ${node} has ${stage}: ${problem}`);
      },
    );
  }

  /** One change after the other; `done` is told when it is safe, or why it is not. */
  #changeFolder(change: (folder: ClusterFolder) => Promise<ClusterFolder>, done: (problem: string | null) => void) {
    this.#changes = this.#changes.then(async () => {
      const problem = await change(this.#folder).then(
        (folder) => {
          this.#folder = folder;
          return null;
        },
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      // Not from within the promise: what `done` throws must not vanish in it.
      process.nextTick(done, problem);
    });
  }

  get recordingFolder(): string {
    return this.#options.traceFolder ?? traceFolder(this.#options.folder);
  }

  #notice(sentence: string): void {
    this.#notices.push(sentence);
    this.#recorder.record({ ev: 'note', node: 'lab', note: { text: sentence } });
  }

  #runName(): string {
    const { clusterId, runs } = this.#options.folder.manifest;
    return `${clusterId.slice(0, 12)}-${runs}`;
  }

  #header(epochMs: number): TraceHeader {
    const { folder, raft, bug, version } = this.#options;
    const { name, nodes, seed } = folder.manifest;
    return {
      schema: TRACE_SCHEMA,
      version: TRACE_VERSION,
      run: this.#runName(),
      epoch: new Date(epochMs).toISOString(),
      clock: 'real',
      nodes: startingNodes(folder),
      created: [...nodes],
      config: { cluster: name, seed, ...raft, ...(bug === undefined ? {} : { bug: bug.name }) },
      app: { name: 'raftarium', version, runtime: `node ${process.version}` },
    };
  }
}
