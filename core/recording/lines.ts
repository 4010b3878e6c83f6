/** The lines of a text file, one at a time, whatever its size. */
import { type Line, LineCutter } from '../trace/reading/lines.ts';
import { textOf } from './text.ts';

/** Empty lines are passed over. Bytes that are no UTF-8, a line beyond the limit and reading errors throw. */
export async function* readLines(file: string): AsyncGenerator<Line, void, undefined> {
  const cutter = new LineCutter();
  for await (const text of textOf(file)) yield* cutter.cut(text);
  const last = cutter.end();
  if (last !== null) yield last;
}
