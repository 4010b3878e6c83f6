/** A snapshot in a file of its own (§7): a header and the state machine's text in pieces, a sealed line each. */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Snapshot } from '../../raft/types.ts';
import { writePiecesDurably } from '../files.ts';
import { StorageProblem, systemCode } from '../problem.ts';
import { createLineCodec, type LineCodec } from '../segments/record-line.ts';
import { configurationSchema } from '../segments/records.ts';
import { linesOf } from './lines.ts';

/** Where a snapshot is and whose it is. */
export interface SnapshotPlace {
  readonly folder: string;
  readonly clusterId: string;
  readonly nodeId: string;
  /** 1, 2, 3 … in the order they were taken. */
  readonly number: number;
}

/** Characters of a line. In JSON a character has at most six bytes: a line is sealed and written in a few milliseconds. */
const PIECE_LENGTH = 128 * 1024;
const NEWLINE = 10;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(whole, v.minValue(1));
const headerSchema = v.strictObject({
  file: v.string(),
  lastIncludedIndex: positive,
  lastIncludedTerm: positive,
  configuration: configurationSchema,
  configurationIndex: whole,
  checksum: whole,
  /** Characters of the text; with it a lost piece is noticed. */
  length: whole,
});
/** `from`: the characters before this piece, so that no piece counts anywhere else. */
const pieceSchema = v.strictObject({ from: whole, text: v.string() });

export function snapshotName(number: number): string {
  return `snapshot-${String(number).padStart(8, '0')}`;
}

export function snapshotPath(place: SnapshotPlace): string {
  return join(place.folder, snapshotName(place.number));
}

/** Returns when the whole file would survive a power loss, or, without a file, when the power went off. */
export function writeSnapshot(place: SnapshotPlace, snapshot: Snapshot, powerIsOff: () => boolean): Promise<void> {
  return writePiecesDurably(snapshotPath(place), linesToWrite(place, snapshot), powerIsOff);
}

/** Throws `missing` or `corrupt`; changes nothing. */
export async function readSnapshot(place: SnapshotPlace): Promise<Snapshot> {
  const handle = await open(snapshotPath(place), 'r').catch((cause: unknown) => {
    throw systemCode(cause) === 'ENOENT' ? missing(place, 'missing') : cause;
  });
  try {
    if ((await handle.stat()).size === 0) throw missing(place, 'empty');
    return await readLines(place, handle);
  } finally {
    await handle.close();
  }
}

function codecOf(place: SnapshotPlace): LineCodec {
  return createLineCodec([place.clusterId, place.nodeId, snapshotName(place.number)]);
}

function* linesToWrite(place: SnapshotPlace, { data, ...about }: Snapshot): Generator<string> {
  const codec = codecOf(place);
  const seal = (record: unknown) => `${codec.seal(JSON.stringify(record))}\n`;
  yield seal({ file: snapshotName(place.number), ...about, length: data.length });
  for (let from = 0; from < data.length; from += PIECE_LENGTH) {
    yield seal({ from, text: data.slice(from, from + PIECE_LENGTH) });
  }
}

async function readLines(place: SnapshotPlace, handle: FileHandle): Promise<Snapshot> {
  const codec = codecOf(place);
  let header: v.InferOutput<typeof headerSchema> | null = null;
  let data = '';
  for await (const line of linesOf(handle)) {
    const json = line.at(-1) === NEWLINE ? codec.open(line.subarray(0, -1)) : null;
    if (header === null) {
      header = parse(headerSchema, json, place);
      continue;
    }
    const { from, text } = parse(pieceSchema, json, place);
    if (from !== data.length) throw damaged(place);
    data += text;
  }
  if (header === null || header.length !== data.length) throw damaged(place);
  const { file: _file, length: _length, ...about } = header;
  return { ...about, data };
}

function parse<Output>(schema: v.GenericSchema<unknown, Output>, json: string | null, place: SnapshotPlace): Output {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), json);
  if (!result.success) throw damaged(place);
  return result.output;
}

function damaged(place: SnapshotPlace): StorageProblem {
  return new StorageProblem(
    'corrupt',
    `The snapshot ${snapshotName(place.number)} is damaged: it is not what was written there. ` +
      'Nothing was changed; restore the folder from a copy.',
  );
}

function missing(place: SnapshotPlace, what: 'missing' | 'empty'): StorageProblem {
  return new StorageProblem(
    'missing',
    `The snapshot ${snapshotName(place.number)} is ${what}. Nothing was changed; restore it from a copy.`,
  );
}
