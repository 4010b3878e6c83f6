/** Lets time pass for a scenario while holding what must always be true, and its own limit. */
import type { ClusterView } from '../trace/view-types.ts';
import { Cast } from './cast.ts';
import { judge } from './judge/judge.ts';
import type { Condition } from './language/condition.ts';
import type { Scenario } from './language/scenario.ts';
import type { ScenarioTarget } from './target.ts';

export type Waited =
  /** The condition holds. */
  | { readonly kind: 'met' }
  /** The time given to it has passed. */
  | { readonly kind: 'late' }
  /** The scenario's own limit has passed. */
  | { readonly kind: 'outOfTime' }
  /** The violation that the scenario is about; `what` is a sentence. */
  | { readonly kind: 'found'; readonly what: string }
  /** Something that must always hold did not; `why` is a sentence. */
  | { readonly kind: 'broken'; readonly why: string };

type WatchSettings = Pick<Scenario, 'always' | 'limitSeconds' | 'violation'>;

export class Watch {
  readonly cast: Cast;
  readonly #target: ScenarioTarget;
  readonly #always: readonly Condition[];
  readonly #startedAt: number;
  readonly #limitMs: number;
  readonly #violation: string | undefined;
  readonly #atEveryLook = new Set<() => void>();
  #broken: string | null = null;
  #found: string | null = null;

  constructor(target: ScenarioTarget, { always, limitSeconds, violation }: WatchSettings) {
    this.cast = new Cast(target.seed);
    this.#target = target;
    this.#always = always;
    this.#violation = violation;
    this.#startedAt = target.now();
    this.#limitMs = limitSeconds * 1000;
  }

  /** Whole milliseconds of the lab clock since the run began. */
  elapsedMs(): number {
    return Math.round(this.#target.now() - this.#startedAt);
  }

  view(): ClusterView {
    return this.#target.view();
  }

  /** The violation that the scenario is about, in a sentence, once it has been seen. */
  get found(): string | null {
    return this.#found;
  }

  /** `task` is done at every look; returns how to end that. */
  atEveryLook(task: () => void): () => void {
    this.#atEveryLook.add(task);
    return () => this.#atEveryLook.delete(task);
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
      return met || this.#broken !== null || this.#found !== null;
    };
    await this.#target.waitUntil(ended, Math.min(withinMs, left));
    if (this.#found !== null) {
      return { kind: 'found', what: this.#found };
    }
    if (this.#broken !== null) {
      return { kind: 'broken', why: this.#broken };
    }
    if (met) {
      return { kind: 'met' };
    }
    return { kind: withinMs <= left ? 'late' : 'outOfTime' };
  }

  judge(condition: Condition): string | null {
    return judge(condition, this.view(), this.cast, this.#target.counts);
  }

  /**
   * Sees who leads, and says what is broken. The trace's own verdicts count in every scenario: no run passes with an
   * invariant of Figure 3 violated, unless that is what it shows.
   */
  look(meanwhile: readonly Condition[] = []): string | null {
    const view = this.view();
    this.cast.observe(view);
    for (const task of this.#atEveryLook) task();
    this.#seeViolations(view);
    if (this.#found !== null) {
      return null;
    }
    for (const condition of [...this.#always, ...meanwhile]) {
      const problem = this.#broken === null ? this.judge(condition) : null;
      if (problem !== null) {
        this.breakWith(`what must always hold does not: ${problem}`);
      }
    }
    return this.#broken;
  }

  #seeViolations({ violations }: ClusterView): void {
    for (const { invariant, detail } of violations) {
      const sentence = `${invariant} is violated: ${detail}`;
      if (invariant === this.#violation) this.#found ??= sentence;
      else this.breakWith(sentence);
    }
  }
}
