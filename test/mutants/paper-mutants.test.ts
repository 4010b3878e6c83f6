/** The tests of the paper's algorithm are worth something: one wrong line in the core, and they find it. */
import { everyMutantIsCaught } from './claims.ts';
import { paperMutants } from './paper-mutants.ts';

everyMutantIsCaught(paperMutants);
