/** The lab: the contract's methods on real clusters, one running at a time, all of them stored in one folder. */
import { randomInt } from 'node:crypto';
import { granted, refused } from '../cluster/commands.ts';
import type { PaceMode } from '../cluster/pace.ts';
import { noCluster, promisedMethods } from '../cluster/promised.ts';
import { withRules } from '../cluster/rules.ts';
import type { ClusterDescription, LabApi, LabEvent, Params, Reply, Result } from '../contract/lab-api.ts';
import type { RecordingDescription } from '../contract/recordings.ts';
import { defaultOptions } from '../raft/state.ts';
import { type ClusterFolder, createFolder, listFolders, openFolder } from './cluster-folder.ts';
import { EventFeed } from './event-feed.ts';
import { type Growing, Recordings } from './recordings/recordings.ts';
import { Run } from './run.ts';

export interface LabOptions {
  /** Every cluster is a folder in it. Made when missing. */
  readonly dataFolder: string;
  readonly version: string;
  /** Events of a run kept in memory; the rest is read from its files. */
  readonly eventsInMemory?: number;
}

export interface LabHost {
  readonly api: LabApi;
  onEvents(listener: (event: LabEvent) => void): () => void;
  /** Shows a trace of the user's choice in the page: null, or the sentence why it cannot be read. */
  openTrace(path: string): Promise<string | null>;
  /** Stops the running cluster in good order. */
  close(): Promise<void>;
}

export function openLab(options: LabOptions): LabHost {
  const lab = new Lab(options);
  return {
    api: lab.api(),
    onEvents: (listener) => lab.feed.subscribe(listener),
    openTrace: (path) => lab.openTrace(path),
    close: () => lab.close(),
  };
}

class Lab {
  readonly feed = new EventFeed();
  readonly #options: LabOptions;
  readonly #recordings: Recordings;
  #opened: RecordingDescription | null = null;
  #run: Run | null = null;
  /** Starting and stopping take turns; a second wish while one is under way is refused. */
  #changing = false;

  constructor(options: LabOptions) {
    this.#options = options;
    this.#recordings = new Recordings(options.dataFolder, () => this.#growing());
  }

  api(): LabApi {
    return {
      ...promisedMethods(() => this.#run?.cluster ?? null),
      'lab.describe': async () => granted(await this.#describe()),
      'cluster.create': (params) => this.#change(() => this.#create(params)),
      'cluster.open': ({ name, pace }) => this.#change(() => this.#open(name, pace ?? 'real')),
      'cluster.stop': () => this.#change(() => this.#stop()),
      'trace.read': ({ fromSeq, limit }) => this.#read(fromSeq, limit),
      'recording.list': async () => granted(await this.#recordings.list()),
      'recording.read': (params) => this.#recordings.read(params),
      'recording.describe': (params) => this.#recordings.describe(params),
      'recording.delete': (params) => this.#recordings.delete(params),
    };
  }

  #growing(): Growing | null {
    return this.#run === null ? null : { run: this.#run.describe().run, folder: this.#run.recordingFolder };
  }

  async openTrace(path: string): Promise<string | null> {
    try {
      this.#opened = await this.#recordings.open(path);
    } catch (error) {
      return messageOf(error);
    }
    this.feed.announce({ kind: 'opened', recording: this.#opened });
    return null;
  }

  async close(): Promise<void> {
    await this.#run?.stop();
    this.#run = null;
    this.feed.flush();
  }

  async #describe() {
    const stored = await listFolders(this.#options.dataFolder);
    const { version } = this.#options;
    return { version, running: this.#run?.describe() ?? null, stored, opened: this.#opened };
  }

  async #create({ name, nodes, pace, seed, rules }: Params<'cluster.create'>): Promise<Reply<ClusterDescription>> {
    if (this.#run !== null) return clusterRunning;
    const { dataFolder } = this.#options;
    const ids = Array.from({ length: nodes }, (_, at) => `S${at + 1}`);
    const chosen = name ?? (await freeName(dataFolder));
    try {
      const folder = await createFolder(dataFolder, {
        name: chosen,
        nodes: ids,
        seed: seed ?? randomInt(0x1_0000_0000),
        rules,
      });
      return granted(await this.#start(folder, pace ?? 'real'));
    } catch (error) {
      if (codeOf(error) === 'EEXIST')
        return refused('nameTaken', `There is a cluster called ${chosen} already. Open it, or choose another name.`);
      return refused('storage', `The cluster's folder could not be made in ${dataFolder}: ${messageOf(error)}`);
    }
  }

  async #open(name: string, pace: PaceMode): Promise<Reply<ClusterDescription>> {
    if (this.#run !== null) return clusterRunning;
    try {
      return granted(await this.#start(await openFolder(this.#options.dataFolder, name), pace));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return refused('clusterUnknown', `There is no stored cluster called ${name}.`);
      return refused('storage', `Cluster ${name} could not be opened: ${messageOf(error)}`);
    }
  }

  async #start(folder: ClusterFolder, pace: PaceMode): Promise<ClusterDescription> {
    const { version, eventsInMemory } = this.#options;
    const run = new Run({
      ...(eventsInMemory === undefined ? {} : { eventsInMemory }),
      folder,
      pace,
      version,
      raft: withRules(defaultOptions, folder.manifest.rules),
      by: 'user',
      onEvent: (event) => this.feed.add(event),
    });
    this.#run = run;
    await run.start();
    const cluster = run.describe();
    this.feed.announce({ kind: 'cluster', cluster });
    return cluster;
  }

  async #stop(): Promise<Reply<null>> {
    if (this.#run === null) return noCluster;
    await this.#run.stop();
    this.#run = null;
    this.feed.announce({ kind: 'cluster', cluster: null });
    return granted(null);
  }

  async #read(fromSeq: number, limit: number): Promise<Reply<Result<'trace.read'>>> {
    if (this.#run === null) return noCluster;
    try {
      return granted(await this.#run.read(fromSeq, limit));
    } catch (error) {
      return refused('storage', `The recording cannot be read back from event ${fromSeq} on: ${messageOf(error)}`);
    }
  }

  async #change<Value>(act: () => Promise<Reply<Value>>): Promise<Reply<Value>> {
    if (this.#changing) return refused('busy', 'A cluster is being started or stopped. Try again in a moment.');
    this.#changing = true;
    try {
      return await act();
    } finally {
      this.#changing = false;
    }
  }
}

const clusterRunning = refused('clusterRunning', 'A cluster is running already. Stop it first.');

/** `lab-1`, `lab-2`, …: the first that no folder has. */
async function freeName(dataFolder: string): Promise<string> {
  const taken = new Set((await listFolders(dataFolder)).map(({ name }) => name));
  let number = 1;
  while (taken.has(`lab-${number}`)) number++;
  return `lab-${number}`;
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
