/** What the page and the worker that reads traces say to each other; the worker lives for one trace. */

export type ToReader =
  /** First of all. `expected`: how many events there should be, 0 when nobody knows. */
  | { readonly kind: 'begin'; readonly expected: number; readonly isGrowing: boolean }
  /** The next of the trace's files begins. */
  | { readonly kind: 'file' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** There is no more: because that was all, or because of a problem, as the end of a sentence. */
  | { readonly kind: 'end'; readonly problem: string | null };

/** How the reading ended. */
export interface Ending {
  /** Events given. */
  readonly events: number;
  /** Why nothing was read from there on: as the end of a sentence. */
  readonly problem: string | null;
  readonly notices: readonly string[];
}

export type FromReader =
  /** Events, as lines of JSON in one text: as such they are copied many times as fast as objects are. */
  | { readonly kind: 'events'; readonly text: string }
  /** One message with bytes is read to its end. */
  | { readonly kind: 'read'; readonly bytes: number }
  | ({ readonly kind: 'ended' } & Ending);
