/** Reads a command's options with node:util and turns every mistake into a sentence. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { InputError } from './command.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

interface Configuration<Known extends Options> {
  args: string[];
  options: Known;
  allowPositionals: true;
  strict: true;
}

/** Throws InputError for an unknown option, or one without its value. */
export function readOptions<const Known extends Options>(
  args: readonly string[],
  options: Known,
): ReturnType<typeof parseArgs<Configuration<Known>>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    // The first sentence names the option; what Node adds after it is about `--` and positional arguments.
    throw new InputError(said.split('. ')[0] ?? said);
  }
}

/** A whole number of an option's range, or undefined when the option was not given. */
export function wholeNumber(text: string | undefined, name: string, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new InputError(
    `--${name} takes a whole number from ${least} to ${most}, not ${JSON.stringify(text.slice(0, 80))}`,
  );
}

/** The one thing a command works on, e.g. its TRACE. */
export function onlyPositional(positionals: readonly string[], what: string): string {
  const [first, second] = positionals;
  if (first === undefined) throw new InputError(`The ${what} is missing`);
  if (second !== undefined) throw new InputError(`One ${what} at a time: ${JSON.stringify(second)} is too much`);
  return first;
}

export function noPositionals(positionals: readonly string[]): void {
  const [first] = positionals;
  if (first !== undefined) throw new InputError(`${JSON.stringify(first)} is not an option of this command`);
}
