/** Group commit: one save at a time, everything that waits in the next, and what may only be said after it (§5.1). */
import type { Save, SnapshotSave } from '../raft/duties.ts';
import type { Message } from '../raft/messages.ts';
import type { Entry, HardState } from '../raft/types.ts';
import type { PortError, Storage } from './ports.ts';

/** Several saves on their way to the disk as one, with the messages that speak of them. */
interface Batch {
  saveId: number;
  hardState: HardState | null;
  snapshot: SnapshotSave | null;
  entries: Entry[];
  readonly messages: Message[];
}

export interface SavedBatch {
  readonly saveId: number;
  /** From handing it to the disk until the disk reported it, µs of the stopwatch. */
  readonly micros: number;
  readonly hardState: HardState | null;
  readonly snapshot: SnapshotSave | null;
  readonly entries: readonly Entry[];
}

export interface GroupCommitEvents {
  /** The disk has reported; the server deals with it when its turn comes, which is later while it is paused. */
  defer(task: () => void): void;
  /** The batch is safe on the disk; called before its messages are released. */
  saved(batch: SavedBatch): void;
  release(messages: readonly Message[]): void;
  failed(error: PortError): void;
}

export class GroupCommit {
  readonly #storage: Storage;
  readonly #stopwatch: () => number;
  readonly #events: GroupCommitEvents;
  #running: Batch | null = null;
  #waiting: Batch | null = null;

  constructor(storage: Storage, stopwatch: () => number, events: GroupCommitEvents) {
    this.#storage = storage;
    this.#stopwatch = stopwatch;
    this.#events = events;
  }

  /** Queues a save and the messages that must wait for it and for every save before it. */
  add(save: Save | null, messages: readonly Message[]): void {
    if (save !== null) this.#waiting = merge(this.#waiting, save);
    const last = this.#waiting ?? this.#running;
    if (last !== null) last.messages.push(...messages);
    else if (messages.length > 0) this.#events.release(messages);
  }

  /** Hands what waits to the disk, unless it is still busy with the batch before. */
  flush(): void {
    const batch = this.#waiting;
    if (this.#running !== null || batch === null) return;
    this.#running = batch;
    this.#waiting = null;
    const startedAt = this.#stopwatch();
    const { hardState, snapshot, entries } = batch;
    this.#storage.save({ hardState, snapshot, entries }, (error) => {
      const micros = this.#stopwatch() - startedAt;
      this.#events.defer(() => {
        if (error === null) this.#finish(batch, micros);
        else this.#events.failed(error);
      });
    });
  }

  #finish({ messages, ...saved }: Batch, micros: number): void {
    this.#running = null;
    this.#events.saved({ ...saved, micros });
    this.#events.release(messages);
    this.flush();
  }
}

/** Later entries supersede earlier ones with the same or a higher index, on the disk as here; a snapshot, those below. */
function merge(waiting: Batch | null, save: Save): Batch {
  if (waiting === null) return { ...save, entries: [...save.entries], messages: [] };
  if (save.snapshot !== null) coverBySnapshot(waiting, save.snapshot);
  const firstIndex = save.entries[0]?.index ?? Number.POSITIVE_INFINITY;
  while ((waiting.entries.at(-1)?.index ?? 0) >= firstIndex) waiting.entries.pop();
  for (const entry of save.entries) waiting.entries.push(entry);
  waiting.saveId = save.saveId;
  waiting.hardState = save.hardState ?? waiting.hardState;
  return waiting;
}

/**
 * §7: what a snapshot stands for, or contradicts, need not be written any more. But waiting entries that it covers were
 * to supersede all that the disk has after them, so then nothing of the disk's log may stay.
 */
function coverBySnapshot(waiting: Batch, { snapshot, keepsLog }: SnapshotSave): void {
  const { lastIncludedIndex } = snapshot;
  const supersedesAll = (waiting.entries[0]?.index ?? Number.POSITIVE_INFINITY) <= lastIncludedIndex;
  const staysVoid = waiting.snapshot?.keepsLog === false;
  waiting.entries = keepsLog ? waiting.entries.filter(({ index }) => index > lastIncludedIndex) : [];
  waiting.snapshot = { snapshot, keepsLog: keepsLog && !supersedesAll && !staysVoid };
}
