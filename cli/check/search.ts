/** Searches for a linearization with signs of life, and stops when the user wants it or the time is up. */
import type { Operation } from '../../core/check/history/operation.ts';
import { HistoryCheck, type Verdict } from '../../core/check/linearizability/check-history.ts';
import type { ModelName } from '../../core/check/linearizability/model.ts';
import type { Terminal } from '../command.ts';

const EVERY_MS = 1000;

interface SearchOptions {
  readonly model: ModelName;
  readonly seconds: number;
  readonly isStartKnown: boolean;
}

export async function search(
  operations: readonly Operation[],
  { model, seconds, isStartKnown }: SearchOptions,
  terminal: Terminal,
): Promise<Verdict> {
  const now = () => performance.now();
  const check = new HistoryCheck(operations, model, { now, milliseconds: seconds * 1000, isStartKnown });
  let next = now() + EVERY_MS;
  for (;;) {
    const verdict = check.advance();
    if (verdict !== null) return verdict;
    if (terminal.interrupted.aborted) return check.undecided('It was interrupted.');
    await new Promise((resolve) => setImmediate(resolve));
    if (now() < next) continue;
    next += EVERY_MS;
    const { left, of } = check.progress;
    terminal.say(`  ${(of - left).toLocaleString('en')} of ${of.toLocaleString('en')} operations in order …`);
  }
}

/** Without the longest order, which may be long: a line for people. */
export function sentenceOf(verdict: Verdict): string {
  switch (verdict.verdict) {
    case 'ok':
      return `ok         Linearizability (${verdict.operations} operations of clients, ${verdict.keys} keys)`;
    case 'violation':
      return `VIOLATION  Linearizability\n             ${verdict.detail}`;
    case 'undecided':
      return `undecided  Linearizability\n             ${verdict.detail}`;
    default:
      return verdict satisfies never;
  }
}
