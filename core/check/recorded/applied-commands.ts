/** Exactly once (§8, thesis 6.3): the commands as the state machines executed them, and each only at one place. */
import type { EntryRecord, EventOf } from '../../trace/events.ts';
import { entryAt } from '../../trace/view-log.ts';
import type { NodeView } from '../../trace/view-types.ts';
import { type Find, recordedRules } from './finding.ts';

/** What became of the entry at one index, by the first server that applied it. */
export interface AppliedCommand {
  /** undefined where the trace does not tell the entry. */
  readonly entry: EntryRecord | undefined;
  /** It took effect here, and not at an earlier entry or never. */
  readonly isExecuted: boolean;
  readonly result: string | null;
  readonly seq: number;
}

interface Execution {
  readonly index: number;
  readonly seq: number;
}

export class AppliedCommands {
  /** By index. */
  readonly byIndex: (AppliedCommand | undefined)[] = [];
  /** By session and serial: where it was first executed. */
  readonly #executed = new Map<string, Execution>();

  /** To be called after the event was folded; `node` is who applied. */
  hear(event: EventOf<'log.apply'>, node: NodeView, find: Find): void {
    for (const { index, term, duplicate, expired, result } of event.apply.entries) {
      const held = entryAt(node, index) ?? undefined;
      const entry = held?.term === term ? held : undefined;
      const isExecuted = !duplicate && expired !== true && result !== null && !isReuse(result);
      this.byIndex[index] ??= { entry, isExecuted, result, seq: event.seq };
      if (isExecuted && entry !== undefined) this.#judge(entry, event, find);
    }
  }

  /** Where the command of a session took effect; undefined when it never did, as far as the trace tells. */
  executionOf(session: string, serial: number): Execution | undefined {
    return this.#executed.get(`${session} ${serial}`);
  }

  #judge(
    { index, session, serial, operation = '' }: EntryRecord,
    { node, seq }: EventOf<'log.apply'>,
    find: Find,
  ): void {
    if (session === undefined || serial === undefined) return;
    const name = `${session} ${serial}`;
    const known = this.#executed.get(name);
    if (known === undefined) {
      this.#executed.set(name, { index, seq });
    } else if (known.index !== index) {
      const detail = `"${operation}", serial ${serial} of session ${session}, took effect at index ${known.index} and, on ${node}, at index ${index}.`;
      find({ invariant: recordedRules.exactlyOnce, detail, nodes: [node], seqs: [known.seq, seq] });
    }
  }
}

/** A faulty client's serial that stands for two commands: the second one is refused in the log. */
function isReuse(result: string): boolean {
  return result === '{"error":"serial reused with another command"}';
}
