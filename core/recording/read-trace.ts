/** Reads a recorded run, or a single file of one, event by event; every line is checked before it is believed. */
import { createHash } from 'node:crypto';
import type { TraceEvent } from '../trace/events.ts';
import { TraceReader } from '../trace/reading/trace-reader.ts';
import { causeOf } from './file-errors.ts';
import { eventsOf, type Manifest } from './manifest.ts';
import { textOf } from './text.ts';
import { type TraceFile, traceFiles } from './trace-files.ts';
import { TraceProblem } from './trace-problem.ts';

export { TraceProblem } from './trace-problem.ts';

export interface ReadOptions {
  /** Told, as sentences, about what did not stop the reading: a cut-off end, kinds that only a newer version knows. */
  readonly onNotice?: (sentence: string) => void;
}

/**
 * `path`: the folder of a run, or one file, .jsonl or .jsonl.gz. The events before a problem have been given when
 * TraceProblem is thrown, and can be looked at.
 */
export async function* readTrace(path: string, options: ReadOptions = {}): AsyncGenerator<TraceEvent, void, undefined> {
  const { files, manifest } = await traceFiles(path);
  const reader = readerOf(manifest);
  for (const [at, file] of files.entries()) {
    yield* readFile(file, at === files.length - 1, manifest, reader);
  }
  reader.end();
  if (reader.count === 0) throw new TraceProblem(`There are no events in ${path}. Choose a recorded run.`);
  for (const notice of reader.notices) options.onNotice?.(notice);
}

function readerOf(manifest: Manifest | null): TraceReader {
  return manifest === null ? new TraceReader() : new TraceReader({ expected: eventsOf(manifest) });
}

async function* readFile(
  file: TraceFile,
  isLast: boolean,
  manifest: Manifest | null,
  reader: TraceReader,
): AsyncGenerator<TraceEvent, void, undefined> {
  const firstSeq = reader.lastSeq + 1;
  const hash = createHash('sha256');
  let isCut = false;
  const onCut = () => {
    isCut = true;
  };
  const text = textOf(file.path, { onBytes: (bytes) => hash.update(bytes), onCut });
  try {
    for await (const piece of text) {
      for (const { event } of reader.read(piece)) yield event;
      if (reader.problem !== null) break;
    }
    for (const { event } of reader.endFile({ isLast, isCut })) yield event;
  } catch (error) {
    reader.fail(causeOf(error));
  }
  if (reader.problem !== null) throw new TraceProblem(sentenceOf(file, reader));
  const segment = manifest?.segments.find((each) => each.file === file.name);
  if (segment === undefined || segment.sha256 === null || segment.sha256 === hash.digest('hex')) return;
  reader.altered(file.name, firstSeq);
}

function sentenceOf({ path }: TraceFile, { problem, lastSeq }: TraceReader): string {
  const end = lastSeq === 0 ? '' : ` The trace is readable up to event ${lastSeq}.`;
  return `${path} cannot be read on: ${problem}.${end}`;
}
