/** The tests of what the thesis adds are worth something: one wrong line in the core, and they find it. */
import { everyMutantIsCaught } from './claims.ts';
import { thesisMutants } from './thesis-mutants.ts';

everyMutantIsCaught(thesisMutants);
