/** Faults that people really put into Raft, one line each: a test finds every one. */
import type { Mutant } from './mutant.ts';
import { paperMutants } from './paper-mutants.ts';
import { thesisMutants } from './thesis-mutants.ts';

export const mutants: readonly Mutant[] = [...paperMutants, ...thesisMutants];
