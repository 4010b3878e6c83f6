/** A fault that people really put into Raft, as one line changed. */

export interface Mutant {
  /** What the faulty server does. */
  readonly name: string;
  /** Section of the paper that it breaks. */
  readonly paper: string;
  readonly file: string;
  /** The line without its indentation. It must stand in the file exactly once. */
  readonly line: string;
  readonly replacement: string;
  /** vectors: the rest of the algorithm makes up for it, so that it shows in the single step only. */
  readonly caughtBy: 'simulation' | 'vectors';
  /** The seed to begin with, where the fault needs rare luck to show; else 1. */
  readonly firstSeed?: number;
}
