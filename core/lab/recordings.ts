/** The recorded runs of the data folder, and traces that the user opened through the host: known to the page by name only. */
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { granted, refused } from '../cluster/commands.ts';
import type { Params, Reply } from '../contract/lab-api.ts';
import type { RecordingBytes, RecordingDescription } from '../contract/recordings.ts';
import { describeTrace, type TraceSummary } from '../recording/describe-trace.ts';
import { causeOf } from '../recording/file-errors.ts';
import { readBytes } from '../recording/read-bytes.ts';
import type { TraceFile } from '../recording/trace-files.ts';
import { TraceProblem } from '../recording/trace-problem.ts';
import { listFolders } from './cluster-folder.ts';

/** Few enough calls for a long trace, and small enough not to hold up what else the host has to say. */
const PIECE_BYTES = 4 * 1024 * 1024;

const RUN = /^run-[0-9]{4,}$/;
const STORED = /^([A-Za-z0-9_-]{1,32})\.(run-[0-9]{4,})$/;

export class Recordings {
  readonly #dataFolder: string;
  /** The run that is being recorded; null while no cluster runs. */
  readonly #growing: () => string | null;
  /** Paths by the names that the page has for them. */
  readonly #opened = new Map<string, string>();
  /** Of the recording that was read last: its files as they were when reading began. */
  #reading: { readonly id: string; readonly files: readonly TraceFile[] } | null = null;

  constructor(dataFolder: string, growing: () => string | null) {
    this.#dataFolder = dataFolder;
    this.#growing = growing;
  }

  /** Newest first. Folders that hold no trace are passed over. */
  async list(): Promise<RecordingDescription[]> {
    const clusters = await listFolders(this.#dataFolder);
    const found = await Promise.all(
      clusters.map(async ({ name }) => {
        const runs = await readdir(join(this.#dataFolder, name, 'traces')).catch(() => []);
        return Promise.all(runs.filter((run) => RUN.test(run)).map((run) => this.#stored(name, run)));
      }),
    );
    const known = found.flat().filter((each) => each !== null);
    return known.sort((one, other) => (other.recordedAt ?? '').localeCompare(one.recordedAt ?? ''));
  }

  /** Gives a trace of the user's choice a name for the page. Throws TraceProblem when there is none to be read. */
  async open(path: string): Promise<RecordingDescription> {
    const whole = resolve(path);
    const summary = await describeTrace(whole);
    const id = `opened-${this.#opened.size + 1}`;
    this.#opened.set(id, whole);
    return this.#described(id, basename(whole), summary);
  }

  async read({ recording, file, offset }: Params<'recording.read'>): Promise<Reply<RecordingBytes>> {
    const path = this.#pathOf(recording);
    if (path === null) return refused('recordingUnknown', `There is no recording called ${recording}.`);
    try {
      const begins = file === 0 && offset === 0;
      if (begins || this.#reading?.id !== recording) {
        this.#reading = { id: recording, files: (await describeTrace(path)).files };
      }
      return granted(await readBytes(this.#reading.files, { file, offset }, PIECE_BYTES));
    } catch (error) {
      if (error instanceof TraceProblem) return refused('recordingUnknown', error.message);
      return refused('storage', `The recording ${recording} cannot be read on: ${causeOf(error)}.`);
    }
  }

  async #stored(cluster: string, run: string): Promise<RecordingDescription | null> {
    const path = join(this.#dataFolder, cluster, 'traces', run);
    const summary = await describeTrace(path).catch(() => null);
    if (summary === null) return null;
    const described = this.#described(`${cluster}.${run}`, cluster, summary);
    if (described.recordedAt !== null) return described;
    const { mtime } = await stat(path);
    return { ...described, recordedAt: mtime.toISOString() };
  }

  #described(id: string, name: string, summary: TraceSummary): RecordingDescription {
    const { files: _files, ...told } = summary;
    return { id, name, ...told, isGrowing: told.run !== '' && told.run === this.#growing() };
  }

  /** Only names that this class has given away lead anywhere. */
  #pathOf(id: string): string | null {
    const [, cluster, run] = STORED.exec(id) ?? [];
    if (cluster === undefined || run === undefined) return this.#opened.get(id) ?? null;
    return join(this.#dataFolder, cluster, 'traces', run);
  }
}
