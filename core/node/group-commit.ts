/** Group commit: one save at a time, everything that waits in the next, and what may only be said after it (§5.1). */
import type { Save } from '../raft/duties.ts';
import type { Entry, HardState, Message } from '../raft/types.ts';
import type { PortError, Storage } from './ports.ts';

/** Several saves on their way to the disk as one, with the messages that speak of them. */
interface Batch {
  saveId: number;
  hardState: HardState | null;
  readonly entries: Entry[];
  readonly messages: Message[];
}

export interface SavedBatch {
  readonly saveId: number;
  readonly hardState: HardState | null;
  readonly entries: readonly Entry[];
}

export interface GroupCommitEvents {
  /** A batch is handed to the disk. */
  started(): void;
  /** The batch is safe on the disk; called before its messages are released. */
  saved(batch: SavedBatch): void;
  release(messages: readonly Message[]): void;
  failed(error: PortError): void;
}

export class GroupCommit {
  readonly #storage: Storage;
  readonly #events: GroupCommitEvents;
  #running: Batch | null = null;
  #waiting: Batch | null = null;

  constructor(storage: Storage, events: GroupCommitEvents) {
    this.#storage = storage;
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
    this.#events.started();
    this.#storage.save({ hardState: batch.hardState, entries: batch.entries }, (error) => {
      if (error === null) this.#finish(batch);
      else this.#events.failed(error);
    });
  }

  #finish(batch: Batch): void {
    this.#running = null;
    this.#events.saved(batch);
    this.#events.release(batch.messages);
    this.flush();
  }
}

/** Later entries supersede earlier ones with the same or a higher index, on the disk as here. */
function merge(waiting: Batch | null, save: Save): Batch {
  if (waiting === null) return { ...save, entries: [...save.entries], messages: [] };
  const firstIndex = save.entries[0]?.index ?? Number.POSITIVE_INFINITY;
  while ((waiting.entries.at(-1)?.index ?? 0) >= firstIndex) waiting.entries.pop();
  for (const entry of save.entries) waiting.entries.push(entry);
  waiting.saveId = save.saveId;
  waiting.hardState = save.hardState ?? waiting.hardState;
  return waiting;
}
