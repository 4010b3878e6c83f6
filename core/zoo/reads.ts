/** Mistakes with reads that are no entries of the log (§8, thesis 6.4). */
import { step } from '../raft/step.ts';
import type { Bug } from './bug.ts';

/** It may have been deposed without knowing, and others have written since. */
export const readWithoutRound: Bug = {
  name: 'read-without-round',
  title: 'A leader answers reads at once, without asking a majority whether it still leads.',
  paper: '8',
  history: 'etcd and Consul read so by default when Jepsen tested them in June 2014.',
  plant: () => ({
    step: (state, input, now) => {
      if (input.kind !== 'read' || state.role.kind !== 'leader') return step(state, input, now);
      const output = step(state, { kind: 'read', reads: [] }, now);
      const readIndex = state.commitIndex;
      for (const { readId } of input.reads) output.reads.push({ readId, ok: true, readIndex });
      return output;
    },
  }),
};
