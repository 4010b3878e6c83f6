/** What a bug of the zoo is: a mistake people really made with Raft, told in one sentence and switched in by one option. */
import type { Flaw } from '../node/node-options.ts';
import type { Input, Output } from '../raft/duties.ts';
import { deriveApply, deriveConfiguration, deriveSave, emptyOutput, holdBack, rememberBefore } from '../raft/output.ts';
import { step } from '../raft/step.ts';
import type { RaftState } from '../raft/types.ts';

export interface Bug {
  /** Lower-case words with hyphens: as it is asked for, and as the header of a trace tells it. */
  readonly name: string;
  /** What the faulty server does, in one plain sentence. */
  readonly title: string;
  /** The section that says better. */
  readonly paper: string;
  /** Where it was made or warned of, as far as that is known in public. */
  readonly history: string | null;
  /** What the servers of one cluster get. A bug with a memory of its own begins anew in every cluster. */
  readonly plant: () => Flaw;
}

/** A core that adds a mistake to what the honest one has done; what is to be applied for it is derived as there. */
export function adding(mistake: (state: RaftState, output: Output, input: Input) => void): Flaw {
  return {
    step: (state, input, now) => {
      const output = step(state, input, now);
      mistake(state, output, input);
      const { apply } = output;
      deriveApply(state, output);
      if (output.apply !== apply) output.apply = [...apply, ...output.apply];
      return output;
    },
  };
}

/** One step with a handler of the bug's own; what it must save and apply is derived as in the honest core. */
export function ownStep(state: RaftState, now: number, handle: (output: Output) => void): Output {
  const output = emptyOutput();
  const before = rememberBefore(state);
  state.now = now;
  handle(output);
  deriveConfiguration(state, before, output);
  deriveSave(state, before, output);
  holdBack(state, output);
  deriveApply(state, output);
  return output;
}
