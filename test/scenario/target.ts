/** A target driven by hand: time goes in steps of one millisecond, and a script says what the cluster does when. */
import type { LabMethod, Reply } from '../../core/contract/lab-api.ts';
import { Counts } from '../../core/scenario/counts.ts';
import type { ScenarioTarget } from '../../core/scenario/target.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';
import { viewOf } from './views.ts';

type Answer = (
  method: LabMethod,
  params: unknown,
) => Reply<unknown> | 'never' | { readonly afterMs: number; reply: Reply<unknown> };

export const granted: Reply<unknown> = { ok: true, value: null };

export class ScriptedTarget implements ScenarioTarget {
  readonly seed = 1;
  readonly counts = new Counts();
  readonly calls: [LabMethod, unknown][] = [];
  readonly #answer: Answer;
  readonly #script = new Map<number, (view: ClusterView) => void>();
  #view: ClusterView;
  #now = 0;

  constructor(view: ClusterView = viewOf({ S1: {}, S2: {}, S3: {} }), answer: Answer = () => granted) {
    this.#view = view;
    this.#answer = answer;
  }

  at(millisecond: number, change: (view: ClusterView) => void): this {
    const before = this.#script.get(millisecond);
    this.#script.set(millisecond, (view) => {
      before?.(view);
      change(view);
    });
    return this;
  }

  call(method: LabMethod, params: unknown): Promise<Reply<unknown>> {
    this.calls.push([method, params]);
    const answer = this.#answer(method, params);
    return new Promise((resolve) => {
      if (answer === 'never') {
        return;
      }
      if ('afterMs' in answer) {
        this.at(this.#now + answer.afterMs, () => resolve(answer.reply));
      } else {
        resolve(answer);
      }
    });
  }

  view(): ClusterView {
    return this.#view;
  }

  now(): number {
    return this.#now;
  }

  async waitUntil(condition: () => boolean, limitMs: number): Promise<boolean> {
    const end = this.#now + limitMs;
    for (;;) {
      await Promise.resolve();
      if (condition()) {
        return true;
      }
      if (this.#now >= end) {
        return false;
      }
      this.#now += 1;
      this.#script.get(this.#now)?.(this.#view);
    }
  }
}
