/**
 * The title and the note of a recording: a small file of their own beside the trace. The trace is evidence and is never
 * changed, and its manifest is written anew by the recorder while a run goes on. Whoever copies the folder takes the
 * words along; whoever exports the events does not.
 */
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { type RecordingWords, recordingWords } from '../../contract/recordings.ts';

const FILE = 'description.json';
const FORMAT = 1;
/** Several times what a title and a note can take, with every character escaped. */
const MOST_BYTES = 64 * 1024;

const schema = v.pipe(v.string(), v.parseJson(), v.object({ format: v.literal(FORMAT), ...recordingWords.entries }));

const noWords: RecordingWords = { title: '', note: '' };

/** A folder may come from anywhere: what is not such a file, or says more than it may, says nothing. */
export async function readWords(folder: string): Promise<RecordingWords> {
  try {
    const path = join(folder, FILE);
    const found = await stat(path);
    // Devices and pipes never end.
    if (!found.isFile() || found.size > MOST_BYTES) return noWords;
    const { title, note } = v.parse(schema, await readFile(path, 'utf8'));
    return { title, note };
  } catch {
    return noWords;
  }
}

/** Replaced as a whole, never half written; without words there is no file. Throws errors of the disk. */
export async function writeWords(folder: string, { title, note }: RecordingWords): Promise<void> {
  const path = join(folder, FILE);
  if (title === '' && note === '') return rm(path, { force: true });
  const draft = `${path}.new`;
  try {
    // A draft may be left of a crash. It is made anew, so that no link in its place leads the writing elsewhere.
    await rm(draft, { force: true });
    await writeFile(draft, `${JSON.stringify({ format: FORMAT, title, note }, null, 2)}\n`, {
      flag: 'wx',
      flush: true,
    });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}
