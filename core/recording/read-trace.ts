/** Reads a recorded run, or a single file of one, event by event; every line is checked before it is believed. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TraceEvent } from '../trace/events.ts';
import { parseLine } from '../trace/parse.ts';
import { causeOf } from './file-errors.ts';
import { type Line, readLines } from './lines.ts';

/** Why a trace cannot be read, or not on from here: the message is a sentence for the user. */
export class TraceProblem extends Error {
  override readonly name = 'TraceProblem';
}

export interface ReadOptions {
  /** Told, as sentences, about what did not stop the reading: a cut-off end, kinds that only a newer version knows. */
  readonly onNotice?: (sentence: string) => void;
}

const MOST_FILE_BYTES = 512 * 1024 * 1024;

/**
 * `path`: the folder of a run, or one .jsonl file. The events before a problem have been given when TraceProblem is
 * thrown, and can be looked at.
 */
export async function* readTrace(path: string, options: ReadOptions = {}): AsyncGenerator<TraceEvent, void, undefined> {
  const files = await traceFiles(path);
  const reading: Reading = { lastSeq: 0, unknown: 0, notice: options.onNotice ?? (() => undefined) };
  for (const [at, file] of files.entries()) yield* readFile(file, at === files.length - 1, reading);
  if (reading.lastSeq === 0) throw new TraceProblem(`There are no events in ${path}. Choose a recorded run.`);
  if (reading.unknown === 1) reading.notice('1 event of a kind that this version does not know was left out.');
  if (reading.unknown > 1) {
    reading.notice(`${reading.unknown} events of kinds that this version does not know were left out.`);
  }
}

interface Reading {
  lastSeq: number;
  unknown: number;
  readonly notice: (sentence: string) => void;
}

async function traceFiles(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => /^events-[0-9]{6}\.jsonl$/.test(name)).sort();
    if (names.length > 0) return names.map((name) => join(path, name));
  } catch (error) {
    throw new TraceProblem(`${path} cannot be read: ${causeOf(error)}.`);
  }
  throw new TraceProblem(`${path} is not the folder of a recorded run: it holds no events-000001.jsonl.`);
}

async function* readFile(file: string, isLast: boolean, reading: Reading): AsyncGenerator<TraceEvent, void, undefined> {
  await refuseOddFile(file);
  try {
    for await (const line of readLines(file)) {
      const event = eventOf(line, isLast, reading);
      if (event === null) continue;
      if (event.seq <= reading.lastSeq) {
        throw new TraceProblem(`line ${line.number}: event ${event.seq} comes after event ${reading.lastSeq}`);
      }
      reading.lastSeq = event.seq;
      yield event;
    }
  } catch (error) {
    const end = reading.lastSeq === 0 ? '' : ` The trace is readable up to event ${reading.lastSeq}.`;
    throw new TraceProblem(`${file} cannot be read on: ${causeOf(error)}.${end}`);
  }
}

/** null: nothing to give for this line. */
function eventOf(line: Line, isLast: boolean, reading: Reading): TraceEvent | null {
  const parsed = parseLine(line.text);
  switch (parsed.kind) {
    case 'event':
      return isRepeatedHeader(parsed.event, line.number, reading) ? null : parsed.event;
    case 'unknown':
      reading.unknown += 1;
      return null;
    case 'refused':
      throw new TraceProblem(parsed.problem);
    case 'bad':
      if (!isLast || line.ended) throw new TraceProblem(`line ${line.number}: ${parsed.problem}`);
      reading.notice(`The trace is cut off after event ${reading.lastSeq}; all before it is complete.`);
      return null;
    default:
      return parsed satisfies never;
  }
}

/** Every later file begins with the run's header again, so that it can stand alone. */
function isRepeatedHeader(event: TraceEvent, line: number, { lastSeq }: Reading): boolean {
  return event.ev === 'trace.header' && line === 1 && lastSeq >= event.seq;
}

/** Devices and pipes never end, and huge files end the memory. */
async function refuseOddFile(file: string): Promise<void> {
  const { size, isFile } = await inspect(file);
  if (!isFile) throw new TraceProblem(`${file} is not a plain file. Choose a .jsonl file or the folder of a run.`);
  if (size > MOST_FILE_BYTES) {
    throw new TraceProblem(`${file} has ${Math.round(size / 1e6)} MB; at most 512 MiB per file are read.`);
  }
}

async function inspect(file: string): Promise<{ size: number; isFile: boolean }> {
  try {
    const found = await stat(file);
    return { size: found.size, isFile: found.isFile() };
  } catch (error) {
    throw new TraceProblem(`${file} cannot be read: ${causeOf(error)}.`);
  }
}
