/** What a run of a scenario says about every step and about the whole. */

export type StepStatus = 'passed' | 'failed' | 'undecided' | 'skipped';

export interface StepReport {
  /** 1, 2, 3 … */
  readonly number: number;
  /** The step in the file's own words. */
  readonly title: string;
  readonly status: StepStatus;
  /** What went wrong, in one sentence, or what the step came out as. */
  readonly detail: string | null;
  /** Milliseconds of the lab clock since the run began. */
  readonly startedMs: number;
  readonly tookMs: number;
}

export interface ScenarioReport {
  readonly name: string;
  /** undecided: the scenario's own limit was reached before it could pass or fail. */
  readonly verdict: 'passed' | 'failed' | 'undecided';
  /** Why not passed. */
  readonly why: string | null;
  readonly steps: readonly StepReport[];
  readonly tookMs: number;
}

export type Progress =
  | { readonly kind: 'started'; readonly number: number; readonly of: number; readonly title: string }
  | { readonly kind: 'ended'; readonly step: StepReport };
