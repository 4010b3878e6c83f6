/** File 17, a crash in the middle of a write, on a real folder: the torn record goes, those before it stay (thesis §3.8). */
import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import type { PortError, Storage, StorageOpening } from '../../../core/node/ports.ts';
import { createState } from '../../../core/raft/state.ts';
import { openNedbStorage } from '../../../core/storage/nedb.ts';
import { terms, type Vector } from '../format.ts';
import { configurationOf, entriesOf, notationOf, nullableNameOf } from '../server.ts';
import { plainOptions } from '../server-given.ts';
import { compare, type Verdict } from '../verdict.ts';

const diskNotation = v.object({ term: v.number(), votedFor: v.nullable(v.number()), log: terms });

export async function judgeTornTail(vector: Vector, disk: unknown): Promise<Verdict> {
  const { term, votedFor, log } = v.parse(diskNotation, disk);
  const folder = await mkdtemp(join(tmpdir(), 'raftarium-vectors-'));
  try {
    const opened = await open(folder);
    const hardState = { currentTerm: term, votedFor: nullableNameOf(votedFor) };
    await save(opened.storage, { hardState, snapshot: null, entries: entriesOf(log) });
    await close(opened.storage);
    await tear(folder);
    const { storage, stored: restored } = await open(folder);
    await close(storage);
    const state = createState({
      id: 'S1',
      configuration: configurationOf([1, 2, 3]),
      options: plainOptions,
      seed: 1,
      restored,
    });
    return compare(vector.then ?? {}, { log: notationOf(state.log), term: state.currentTerm, refuseToStart: false });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first half of a record, the last one again, as if the power had gone while it was written. */
async function tear(folder: string): Promise<void> {
  const name = (await readdir(folder)).find((file) => /^log-\d+\.nedb$/.test(file));
  if (name === undefined) throw new Error('the storage has written no log');
  const path = join(folder, name);
  const lastRecord = (await readFile(path, 'utf8')).trimEnd().split('\n').at(-1) ?? '';
  await appendFile(path, lastRecord.slice(0, lastRecord.length / 2));
}

async function open(folder: string): Promise<Extract<StorageOpening, { ok: true }>> {
  const opening = await new Promise<StorageOpening>((resolve) => {
    openNedbStorage({ folder, clusterId: 'vectors', nodeId: 'S1' }, resolve);
  });
  if (!opening.ok) throw new Error(opening.error.message);
  return opening;
}

async function save(storage: Storage, what: Parameters<Storage['save']>[0]): Promise<void> {
  const error = await new Promise<PortError | null>((resolve) => storage.save(what, resolve));
  if (error !== null) throw new Error(error.message);
}

function close(storage: Storage): Promise<void> {
  return new Promise((resolve) => storage.close(resolve));
}
