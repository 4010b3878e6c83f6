/** Why a trace cannot be read, or not on from here. */

/** The message is a sentence for the user. */
export class TraceProblem extends Error {
  override readonly name = 'TraceProblem';
}
