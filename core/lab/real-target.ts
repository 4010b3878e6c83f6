/** Runs scenarios on real servers: real ports, real files, and waiting takes its time. */
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { granted, type LabOnly, refused } from '../cluster/commands.ts';
import { promisedMethods } from '../cluster/promised.ts';
import { withRules } from '../cluster/rules.ts';
import type { LabApi, LabMethod, Reply } from '../contract/lab-api.ts';
import { type Serve, serve } from '../contract/serve.ts';
import { defaultOptions } from '../raft/state.ts';
import { Counts } from '../scenario/counts.ts';
import type { ClusterWish, ScenarioTarget } from '../scenario/target.ts';
import { applyEvent, createView } from '../trace/view.ts';
import type { ClusterView } from '../trace/view-types.ts';
import { bugCalled } from '../zoo/zoo.ts';
import { createFolder } from './cluster-folder.ts';
import { Run } from './run.ts';

export interface RealTargetOptions extends ClusterWish {
  /** Seeds the election timeouts and the link faults; drawn when not given. */
  readonly seed?: number;
  readonly version: string;
  /** Where the trace goes; without it, it is removed with the cluster's folder. */
  readonly traceFolder?: string;
}

/** Conditions are asked this often, real milliseconds. */
const POLL_MS = 5;

export class RealTarget implements ScenarioTarget {
  readonly seed: number;
  readonly counts = new Counts();
  readonly #folder: string;
  readonly #run: Run;
  readonly #view = createView();
  readonly #serve: Serve;

  /** A started cluster in a temporary folder; `close` removes it. */
  static async open(options: RealTargetOptions): Promise<RealTarget> {
    const seed = options.seed ?? randomInt(0x1_0000_0000);
    const root = await mkdtemp(join(tmpdir(), 'raftarium-scenario-'));
    const ids = Array.from({ length: options.nodes }, (_, at) => `S${at + 1}`);
    const folder = await createFolder(root, {
      name: 'scenario',
      nodes: ids,
      seed,
      rules: options.rules ?? {},
    });
    const target = new RealTarget(root, folder, { ...options, seed });
    await target.#run.start();
    return target;
  }

  private constructor(
    root: string,
    folder: Awaited<ReturnType<typeof createFolder>>,
    options: RealTargetOptions & { readonly seed: number },
  ) {
    const { pace, version, traceFolder } = options;
    this.seed = options.seed;
    this.#folder = root;
    this.#run = new Run({
      folder,
      raft: withRules(defaultOptions, options.rules ?? {}),
      bug: options.bug === undefined ? undefined : bugCalled(options.bug),
      pace,
      by: 'scenario',
      refereed: true,
      version,
      ...(traceFolder === undefined ? {} : { traceFolder }),
      onEvent: (event) => {
        applyEvent(this.#view, event);
        this.counts.hear(event);
      },
    });
    const api: LabApi = { ...promisedMethods(() => this.#run.cluster), ...this.#labMethods() };
    this.#serve = serve(api, (error) => {
      throw error;
    });
  }

  call(method: LabMethod, params: unknown): Promise<Reply<unknown>> {
    return this.#serve(method, params);
  }

  view(): ClusterView {
    return this.#view;
  }

  now(): number {
    return this.#run.clock.now() / 1000;
  }

  async waitUntil(condition: () => boolean, limitMs: number): Promise<boolean> {
    const limit = this.now() + limitMs;
    while (!condition()) {
      if (this.now() >= limit) return false;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return true;
  }

  async close(): Promise<void> {
    await this.#run.stop();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 20 });
  }

  /** The scenario's cluster is made before its first step and lives as long as the scenario. */
  #labMethods(): Pick<LabApi, LabOnly> {
    return {
      'lab.describe': async () =>
        granted({ version: 'scenario', running: this.#run.describe(), stored: [], opened: null }),
      'cluster.create': async () => oneCluster,
      'cluster.open': async () => oneCluster,
      'cluster.stop': async () => oneCluster,
      'trace.read': async ({ fromSeq, limit }) => granted(await this.#run.read(fromSeq, limit)),
      'recording.list': async () => granted([]),
      'recording.read': async () => recordingUnknown,
      'recording.describe': async () => recordingUnknown,
      'recording.delete': async () => recordingUnknown,
    };
  }
}

const recordingUnknown = refused('recordingUnknown', 'A scenario has no stored recordings.');

const oneCluster = {
  ok: false,
  error: { code: 'clusterRunning', message: 'A scenario has one cluster, and it is running.' },
} as const;
