/** Which recordings somebody is in the middle of reading. Readers have no name; what they have not read yet, tells of them. */
import type { RecordingBytes } from '../../contract/recordings.ts';

export type Place = NonNullable<RecordingBytes['next']>;

/** A page that is still there asks for the next piece long before. */
const PATIENCE_MS = 10_000;

export class Readers {
  readonly #now: () => number;
  /** By recording: the places that somebody is about to ask for, and until when they are waited for. */
  readonly #awaited = new Map<string, Map<string, number>>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Somebody asks for the piece at `place`. */
  begin(recording: string, place: Place): void {
    const places = this.#awaited.get(recording) ?? new Map<string, number>();
    places.set(keyOf(place), this.#now() + PATIENCE_MS);
    this.#awaited.set(recording, places);
  }

  /** The piece was given out, and whoever got it will ask for `next`. null: there is no more, or no way on. */
  end(recording: string, place: Place, next: Place | null): void {
    this.#awaited.get(recording)?.delete(keyOf(place));
    if (next !== null) this.begin(recording, next);
  }

  has(recording: string): boolean {
    const places = this.#awaited.get(recording) ?? new Map<string, number>();
    for (const [place, until] of places) if (until <= this.#now()) places.delete(place);
    return places.size > 0;
  }
}

function keyOf({ file, offset }: Place): string {
  return `${file}:${offset}`;
}
