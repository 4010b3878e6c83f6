/** Judges a history file: reads it line by line, then searches for a linearization. */
import type { Operation } from '../../core/check/history/operation.ts';
import { HistoryReader } from '../../core/check/history/read-history.ts';
import type { ModelName } from '../../core/check/linearizability/model.ts';
import { causeOf } from '../../core/recording/file-errors.ts';
import { readLines } from '../../core/recording/lines.ts';
import { type ExitCode, exitCodes, type Terminal } from '../command.ts';
import { counted } from '../export/progress.ts';
import { search, sentenceOf } from './search.ts';

export interface HistoryOptions {
  readonly path: string;
  readonly model: ModelName;
  readonly seconds: number;
  readonly json: boolean;
}

const codes = { ok: exitCodes.good, violation: exitCodes.failed, undecided: exitCodes.bad } as const;

export async function checkHistoryFile(options: HistoryOptions, terminal: Terminal): Promise<ExitCode> {
  const { path, model, seconds, json } = options;
  const operations = await readOperations(path, model, terminal);
  if (typeof operations === 'string') {
    if (json) terminal.out(JSON.stringify({ history: path, model, verdict: 'undecided', detail: operations }));
    terminal.say(operations);
    return exitCodes.bad;
  }
  const verdict = await search(operations, { model, seconds, isStartKnown: true }, terminal);
  terminal.out(json ? JSON.stringify({ history: path, model, ...verdict }) : sentenceOf(verdict));
  return codes[verdict.verdict];
}

/** Or a sentence that says why it cannot be read. */
async function readOperations(path: string, model: ModelName, terminal: Terminal): Promise<Operation[] | string> {
  const reader = new HistoryReader(model);
  const lines = counted(readLines(path), terminal, 'lines');
  try {
    for await (const { text, number } of lines) {
      const problem = reader.add(text, number);
      if (problem !== null) return `${path}, line ${number}: ${problem}.`;
      if (terminal.interrupted.aborted) return 'Interrupted.';
    }
  } catch (error) {
    return `${path} cannot be read: ${causeOf(error)}.`;
  }
  if (lines.count() === 0) return `There is nothing in ${path}. Choose a history of clients.`;
  return reader.operations();
}
