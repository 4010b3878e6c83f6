/** Lines of a history file, read as operations. */
import type { Operation } from '../../../core/check/history/operation.ts';
import { HistoryReader } from '../../../core/check/history/read-history.ts';
import type { ModelName } from '../../../core/check/linearizability/model.ts';

/** Throws what is wrong with the first bad line. */
export function read(lines: readonly string[], model: ModelName): Operation[] {
  const reader = new HistoryReader(model);
  for (const [at, line] of lines.entries()) {
    const problem = reader.add(line, at + 1);
    if (problem !== null) throw new Error(`line ${at + 1}: ${problem}`);
  }
  return reader.operations();
}
