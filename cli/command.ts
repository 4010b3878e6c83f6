/** What a command is: its help, and a run that answers an exit code and never throws at the user. */

/** good: all is well. failed: a check or expectation did not hold. bad: the input is wrong, or nothing could be decided. */
export const exitCodes = { good: 0, failed: 1, bad: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Where a command writes and how it learns that the user wants it to end. */
export interface Terminal {
  /** A line of results, on standard output. */
  out(line: string): void;
  /** A sentence for the person, on standard error. */
  say(sentence: string): void;
  /** Aborted at SIGINT or SIGTERM; the command then ends in good order. */
  readonly interrupted: AbortSignal;
}

export interface Command {
  /** The whole help text, starting with `Usage:`. */
  readonly help: string;
  /** `args` are the words after the command's name, never --help. */
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>;
}

/** A sentence for the user about input that cannot be used; the command line prints it and ends with 2. */
export class InputError extends Error {}
