/**
 * A node's real disk (Figure 2, persistent state): NeDB data files that are synced before a save is reported safe,
 * checked before they are read, and never written again after an error.
 */
import { mkdir, realpath } from 'node:fs/promises';
import type { PortError, Storage, StorageOpening, StorageSave, Stored } from '../node/ports.ts';
import type { HardState, Snapshot } from '../raft/types.ts';
import { extentAfter, type LogExtent } from './entry-order.ts';
import { prepareFolder, type ReadyFolder } from './folder.ts';
import { takeLock } from './lock.ts';
import { LogFiles } from './log-files.ts';
import type { Capacity, Owner } from './manifest.ts';
import { StorageProblem, toPortError } from './problem.ts';
import { type ChainOptions, SegmentChain } from './segments/chain.ts';
import { decodeHardState, encodeHardState } from './segments/records.ts';
import type { SegmentKind } from './segments/segment.ts';

export interface NedbStorageOptions {
  /** Made when it does not exist. One node per folder. */
  readonly folder: string;
  readonly clusterId: string;
  readonly nodeId: string;
  /** Records per data file of a new folder; an existing one keeps its own. */
  readonly capacity?: Capacity;
  /** This node has run before: a folder without its data is refused, or it would forget its vote and vote twice (§5.2). */
  readonly hasRunBefore?: boolean;
}

/** A file this long loads without a pause that anyone notices; hard states are smaller and fewer. */
const DEFAULT_CAPACITY: Capacity = { meta: 1024, log: 4096 };

/**
 * Opens a node's folder, or makes it. Refused, with the folder's files unchanged, with code `folderBusy`, `corrupt`,
 * `foreign`, `newerFormat`, `missing` or the system's own.
 */
export function openNedbStorage(options: NedbStorageOptions, done: (result: StorageOpening) => void): void {
  void openFolder(options)
    .catch((cause: unknown): StorageOpening => ({ ok: false, error: toPortError(options.nodeId, cause) }))
    .then((result) => process.nextTick(done, result));
}

async function openFolder(options: NedbStorageOptions): Promise<StorageOpening> {
  await mkdir(options.folder, { recursive: true });
  const folder = await realpath(options.folder);
  const releaseLock = await takeLock(folder);
  try {
    const owner = { clusterId: options.clusterId, nodeId: options.nodeId };
    const ready = await prepareFolder(folder, owner, {
      capacity: options.capacity ?? DEFAULT_CAPACITY,
      hasRunBefore: options.hasRunBefore ?? false,
    });
    const condition: Condition = { powerIsOff: false, failure: null };
    const { stored, files } = await load(folder, owner, ready, condition);
    const storage = new NedbStorage({ ...files, condition, releaseLock, nodeId: owner.nodeId }, extentOf(stored));
    return { ok: true, storage, stored, notices: ready.notices };
  } catch (cause) {
    await releaseLock();
    throw cause;
  }
}

/** Known to the storage and its files. */
interface Condition {
  powerIsOff: boolean;
  /** The first error; there is no second one, because nothing is written after it. */
  failure: PortError | null;
}

interface Files {
  readonly meta: SegmentChain;
  readonly log: LogFiles;
}

interface Parts extends Files {
  readonly condition: Condition;
  readonly nodeId: string;
  readonly releaseLock: () => Promise<void>;
}

async function load(
  folder: string,
  owner: Owner,
  { manifest, snapshot, segments }: ReadyFolder,
  condition: Condition,
): Promise<{ stored: Stored; files: Files }> {
  const optionsOf = (kind: SegmentKind): ChainOptions => ({
    manifest,
    kind,
    place: (number) => ({ folder, ...owner, kind, number }),
    newestOnly: kind === 'meta',
    powerIsOff: () => condition.powerIsOff,
    failed: (cause) => {
      condition.failure ??= toPortError(owner.nodeId, cause);
    },
  });
  let hardState: HardState = { currentTerm: 0, votedFor: null };
  const meta = await SegmentChain.open(optionsOf('meta'), segments.meta, (record) => {
    hardState = decodeHardState(record);
  });
  try {
    const logOptions = { ...optionsOf('log'), snapshotPlace: (number: number) => ({ folder, ...owner, number }) };
    const { log, entries } = await LogFiles.open(logOptions, segments.log, snapshot);
    return { stored: { hardState, snapshot, entries }, files: { meta, log } };
  } catch (cause) {
    await meta.close();
    throw cause;
  }
}

function extentOf({ snapshot, entries }: Stored): LogExtent {
  const snapshotIndex = snapshot?.lastIncludedIndex ?? 0;
  return { snapshotIndex, lastIndex: snapshotIndex + entries.length };
}

class NedbStorage implements Storage {
  readonly #parts: Parts;
  #extent: LogExtent;
  #running: Promise<void> | null = null;
  #staging: Promise<void> | null = null;
  #ending: Promise<void> | null = null;

  constructor(parts: Parts, extent: LogExtent) {
    this.#parts = parts;
    this.#extent = extent;
  }

  save(save: StorageSave, done: (error: PortError | null) => void): void {
    if (this.#parts.condition.powerIsOff) return;
    if (this.#running !== null) throw new Error('a save was started before the one before it had ended');
    if (this.#ending !== null) return this.#refuse(done);
    this.#extent = extentAfter(this.#extent, save);
    this.#running = this.#attempt(() => this.#write(save)).then(() => {
      this.#running = null;
      this.#report(done);
    });
  }

  stage(snapshot: Snapshot, done: (error: PortError | null) => void): void {
    if (this.#parts.condition.powerIsOff) return;
    if (this.#staging !== null) throw new Error('a snapshot was staged before the one before it was');
    if (this.#ending !== null) return this.#refuse(done);
    this.#staging = this.#attempt(() => this.#parts.log.stage(snapshot)).then(() => {
      this.#staging = null;
      this.#report(done);
    });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    const { condition, nodeId } = this.#parts;
    if (condition.failure !== null) return;
    try {
      await work();
    } catch (cause) {
      condition.failure ??= toPortError(nodeId, cause);
    }
  }

  /** Not from within the promise: what `done` throws must not vanish in it. */
  #report(done: (error: PortError | null) => void): void {
    const { condition } = this.#parts;
    process.nextTick(() => {
      if (!condition.powerIsOff) done(condition.failure);
    });
  }

  #refuse(done: (error: PortError) => void): void {
    process.nextTick(done, toPortError(this.#parts.nodeId, new StorageProblem('closed', 'The storage was closed.')));
  }

  /** The hard state first: an entry of a term must never be safe before the term is. */
  async #write({ hardState, snapshot, entries }: StorageSave): Promise<void> {
    const { condition, meta, log } = this.#parts;
    if (hardState !== null) await meta.append([encodeHardState(hardState)], () => {});
    if (snapshot !== null && !condition.powerIsOff) await log.compact(snapshot);
    if (entries.length > 0) await log.append(entries);
  }

  close(done: () => void): void {
    this.#end(async () => {}, done);
  }

  crash(done: () => void): void {
    const { condition, meta, log } = this.#parts;
    condition.powerIsOff = true;
    this.#end(async () => {
      await Promise.allSettled([meta.loseUnsynced(), log.loseUnsynced()]);
    }, done);
  }

  #end(beforeClosing: () => Promise<void>, done: () => void): void {
    this.#ending ??= this.#release(beforeClosing);
    void this.#ending.then(() => process.nextTick(done));
  }

  /** Whatever fails here, nothing reported safe is at stake any more, and the next start examines the folder. */
  async #release(beforeClosing: () => Promise<void>): Promise<void> {
    const { meta, log, releaseLock } = this.#parts;
    await Promise.all([this.#running, this.#staging]);
    await beforeClosing();
    await Promise.allSettled([meta.close(), log.close()]);
    await Promise.allSettled([releaseLock()]);
  }
}
