/** What the page and the judge's worker say to each other. `run` tells answers about another run apart. */
export type ToJudge =
  /** Forget everything: another run begins at its first event. */
  | { readonly kind: 'begin'; readonly run: number }
  /** Events as lines of JSON: text is copied to a worker many times as fast as objects are. */
  | { readonly kind: 'events'; readonly run: number; readonly lines: readonly string[] }
  /** Judge what can only be judged as a whole: what clients were told. */
  | { readonly kind: 'settle'; readonly run: number };

/** A broken rule, and the events that contradict each other, the newest last. */
export interface Found {
  readonly invariant: string;
  readonly detail: string;
  readonly nodes: readonly string[];
  readonly seqs: readonly number[];
}

/** How often a rule could have been broken, and when it last could. */
export interface Occasion {
  readonly count: number;
  readonly lastSeq: number;
}

/** What was found out about the history of the clients (Herlihy and Wing 1990). */
export type ClientVerdict =
  | { readonly verdict: 'ok'; readonly detail: string }
  | { readonly verdict: 'violation'; readonly detail: string }
  | { readonly verdict: 'undecided'; readonly detail: string }
  | { readonly verdict: 'running'; readonly detail: string };

export type FromJudge =
  | {
      readonly kind: 'judged';
      readonly run: number;
      /** The last event heard. */
      readonly seq: number;
      readonly found: readonly Found[];
      readonly occasions: readonly (readonly [invariant: string, Occasion])[];
      /** Why what comes later is not judged; null while everything is. */
      readonly hole: string | null;
    }
  | { readonly kind: 'clients'; readonly run: number; readonly seq: number; readonly verdict: ClientVerdict };
