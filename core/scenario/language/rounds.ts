/** The steps of a scenario in the order in which they are performed: a `repeat` is its steps, round after round. */
import type { PlainStep, Step } from './steps.ts';

export interface StepInTurn {
  readonly step: PlainStep;
  /** 1, 2, 3 … inside of a repeat, otherwise null. */
  readonly round: number | null;
}

export function inTurn(steps: readonly Step[]): StepInTurn[] {
  return steps.flatMap((step) => ('repeat' in step ? rounds(step.repeat) : [{ step, round: null }]));
}

export function stepsInTurn(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + ('repeat' in step ? step.repeat.times * step.repeat.steps.length : 1), 0);
}

function rounds({ times, steps }: { readonly times: number; readonly steps: readonly PlainStep[] }): StepInTurn[] {
  return Array.from({ length: times }, (_, at) => steps.map((step) => ({ step, round: at + 1 }))).flat();
}
