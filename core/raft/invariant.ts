/** What can only be false through a bug or a lying disk: it stops this server, never the lab. */

export class InvariantBroken extends Error {
  override readonly name = 'InvariantBroken';
}

/** Throws `InvariantBroken` with the sentence unless the condition holds. */
export function ensure(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new InvariantBroken(sentence);
}
