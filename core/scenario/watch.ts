/** Lets time pass for a scenario while holding what must always be true, and its own limit. */
import type { ClusterView } from '../trace/view-types.ts';
import { Cast } from './cast.ts';
import { judge } from './judge/judge.ts';
import type { Condition } from './language/condition.ts';
import type { ScenarioTarget } from './target.ts';

export type Waited =
  /** The condition holds. */
  | { readonly kind: 'met' }
  /** The time given to it has passed. */
  | { readonly kind: 'late' }
  /** The scenario's own limit has passed. */
  | { readonly kind: 'outOfTime' }
  /** Something that must always hold did not; `why` is a sentence. */
  | { readonly kind: 'broken'; readonly why: string };

export class Watch {
  readonly cast = new Cast();
  readonly #target: ScenarioTarget;
  readonly #always: readonly Condition[];
  readonly #startedAt: number;
  readonly #limitMs: number;
  #broken: string | null = null;

  constructor(target: ScenarioTarget, always: readonly Condition[], limitMs: number) {
    this.#target = target;
    this.#always = always;
    this.#startedAt = target.now();
    this.#limitMs = limitMs;
  }

  /** Whole milliseconds of the lab clock since the run began. */
  elapsedMs(): number {
    return Math.round(this.#target.now() - this.#startedAt);
  }

  view(): ClusterView {
    return this.#target.view();
  }

  /** Ends the run at the next look. */
  breakWith(why: string): void {
    this.#broken ??= why;
  }

  /** `meanwhile` must hold until then, besides what must always hold. */
  async until(condition: () => boolean, withinMs: number, meanwhile: readonly Condition[] = []): Promise<Waited> {
    const left = Math.max(0, this.#limitMs - this.elapsedMs());
    let met = false;
    const ended = () => {
      met = this.look(meanwhile) === null && condition();
      return met || this.#broken !== null;
    };
    await this.#target.waitUntil(ended, Math.min(withinMs, left));
    if (this.#broken !== null) {
      return { kind: 'broken', why: this.#broken };
    }
    if (met) {
      return { kind: 'met' };
    }
    return { kind: withinMs <= left ? 'late' : 'outOfTime' };
  }

  judge(condition: Condition): string | null {
    return judge(condition, this.view(), this.cast);
  }

  /**
   * Sees who leads, and says what is broken. The trace's own verdicts count in every scenario: no run passes with an
   * invariant of Figure 3 violated.
   */
  look(meanwhile: readonly Condition[] = []): string | null {
    const view = this.view();
    this.cast.observe(view);
    const [violation] = view.violations;
    if (violation !== undefined) {
      this.breakWith(`${violation.invariant} is violated: ${violation.detail}`);
    }
    for (const condition of [...this.#always, ...meanwhile]) {
      const problem = this.#broken === null ? judge(condition, view, this.cast) : null;
      if (problem !== null) {
        this.breakWith(`what must always hold does not: ${problem}`);
      }
    }
    return this.#broken;
  }
}
