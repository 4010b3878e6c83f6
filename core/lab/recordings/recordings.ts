/** The recorded runs of the data folder, and traces that the user opened through the host: known to the page by name only. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { granted, refused } from '../../cluster/commands.ts';
import type { Params, Reply } from '../../contract/lab-api.ts';
import type { RecordingBytes, RecordingDescription, RecordingResults } from '../../contract/recordings.ts';
import { describeTrace, type TraceSummary } from '../../recording/describe-trace.ts';
import { causeOf } from '../../recording/file-errors.ts';
import { readBytes } from '../../recording/read-bytes.ts';
import type { TraceFile } from '../../recording/trace-files.ts';
import { TraceProblem } from '../../recording/trace-problem.ts';
import { listFolders } from '../cluster-folder.ts';
import { ownRecording, recorderElsewhere, runsIn, storedFolder } from './own-recording.ts';
import { type Place, Readers } from './readers.ts';
import { moveToTrash, trashFolder } from './trash.ts';
import { readWords, writeWords } from './words-file.ts';

/** Few enough calls for a long trace, and small enough not to hold up what else the host has to say. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** What is being recorded now. */
export interface Growing {
  readonly run: string;
  readonly folder: string;
}

export class Recordings {
  readonly #dataFolder: string;
  /** null while no cluster runs. */
  readonly #growing: () => Growing | null;
  /** Paths by the names that the page has for them. */
  readonly #opened = new Map<string, string>();
  /** Of the recording that was read last: its files as they were when reading began. */
  #reading: { readonly id: string; readonly files: readonly TraceFile[] } | null = null;
  readonly #readers = new Readers();
  /** Changes of what is stored, one after the other. */
  #changes: Promise<unknown> = Promise.resolve();

  constructor(dataFolder: string, growing: () => Growing | null) {
    this.#dataFolder = dataFolder;
    this.#growing = growing;
  }

  /** Newest first. Folders that hold no trace are passed over. */
  async list(): Promise<RecordingDescription[]> {
    const clusters = await listFolders(this.#dataFolder);
    const found = await Promise.all(
      clusters.map(async ({ name }) => {
        const runs = await readdir(join(this.#dataFolder, name, 'traces')).catch(() => []);
        return Promise.all(runsIn(runs).map((run) => this.#stored(name, run)));
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
    const isGrowing = summary.run !== '' && summary.run === this.#growing()?.run;
    return described({ id, name: basename(whole), ...(await readWords(whole)), isGrowing }, summary);
  }

  async read({ recording, file, offset }: Params<'recording.read'>): Promise<Reply<RecordingBytes>> {
    const path = this.#pathOf(recording);
    if (path === null) return refused('recordingUnknown', `There is no recording called ${recording}.`);
    const place = { file, offset };
    let next: Place | null = null;
    this.#readers.begin(recording, place);
    try {
      const begins = file === 0 && offset === 0;
      if (begins || this.#reading?.id !== recording) {
        this.#reading = { id: recording, files: (await describeTrace(path)).files };
      }
      const piece = await readBytes(this.#reading.files, place, PIECE_BYTES);
      next = piece.next;
      return granted(piece);
    } catch (error) {
      if (error instanceof TraceProblem) return refused('recordingUnknown', error.message);
      return refused('storage', `The recording ${recording} cannot be read on: ${causeOf(error)}.`);
    } finally {
      this.#readers.end(recording, place, next);
    }
  }

  describe({ recording, title, note }: Params<'recording.describe'>): Promise<Reply<null>> {
    return this.#change(recording, async (folder) => {
      try {
        await writeWords(folder, { title, note });
        return granted(null);
      } catch (error) {
        return refused('storage', `The title and the note of ${recording} could not be kept: ${causeOf(error)}.`);
      }
    });
  }

  delete({ recording }: Params<'recording.delete'>): Promise<Reply<RecordingResults['recording.delete']>> {
    return this.#change(recording, async (folder) => {
      try {
        const use = (await this.#useElsewhere(folder)) ?? this.#useHere(recording, folder);
        if (use !== null) return refused('recordingBusy', `${recording} was not deleted: ${use}`);
        return granted({ movedTo: await moveToTrash(this.#dataFolder, folder, recording) });
      } catch (error) {
        const trash = trashFolder(this.#dataFolder);
        return refused(
          'storage',
          `${recording} is where it was. It could not be moved to ${trash}: ${causeOf(error)}.`,
        );
      }
    });
  }

  async #change<Value>(id: string, act: (folder: string) => Promise<Reply<Value>>): Promise<Reply<Value>> {
    const change = this.#changes.then(async () => {
      const own = await ownRecording(this.#dataFolder, id);
      return own.ok ? act(own.value) : own;
    });
    this.#changes = change.catch(() => undefined);
    return change;
  }

  /** What stands against deleting it, as a sentence; null when nothing does. */
  #useHere(id: string, folder: string): string | null {
    if (folder === this.#growing()?.folder) return 'it is being recorded now. Stop the cluster first.';
    if (this.#readers.has(id)) return 'it is being read at this moment. Try again in a few seconds.';
    return null;
  }

  async #useElsewhere(folder: string): Promise<string | null> {
    const owner = await recorderElsewhere(folder);
    if (owner !== null) return `process ${owner} is recording it. Stop the cluster there first.`;
    const within = await realpath(folder);
    for (const path of this.#opened.values()) {
      const opened = await realpath(path).catch(() => path);
      if (`${opened}${sep}`.startsWith(`${within}${sep}`)) {
        return 'this lab was asked to open it, and still shows it to every page. Start the lab anew first.';
      }
    }
    return null;
  }

  async #stored(cluster: string, run: string): Promise<RecordingDescription | null> {
    const path = join(this.#dataFolder, cluster, 'traces', run);
    const summary = await describeTrace(path).catch(() => null);
    if (summary === null) return null;
    const isGrowing = path === this.#growing()?.folder;
    const known = { id: `${cluster}.${run}`, name: cluster, ...(await readWords(path)), isGrowing };
    if (summary.recordedAt !== null) return described(known, summary);
    const { mtime } = await stat(path);
    return described(known, { ...summary, recordedAt: mtime.toISOString() });
  }

  /** Only names that this class has given away lead anywhere. */
  #pathOf(id: string): string | null {
    return storedFolder(this.#dataFolder, id) ?? this.#opened.get(id) ?? null;
  }
}

type Known = Pick<RecordingDescription, 'id' | 'name' | 'title' | 'note' | 'isGrowing'>;

function described(known: Known, { files: _files, ...told }: TraceSummary): RecordingDescription {
  return { ...known, ...told };
}
