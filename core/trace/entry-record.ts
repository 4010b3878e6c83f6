/** A log entry in the short form of the trace; a command is opened once, however often its entry is recorded. */
import * as v from 'valibot';
import type { Configuration, Entry } from '../raft/types.ts';
import { wholeNumber } from './common-schemas.ts';
import type { EntryRecord } from './events.ts';

/** What the trace tells of a command; the state machine's own reader is stricter (core/machine/command.ts). */
const commandText = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ session: v.string(), serial: wholeNumber, operation: v.string() }),
);

const known = new WeakMap<Entry, EntryRecord>();

export function toEntryRecord(entry: Entry): EntryRecord {
  const seen = known.get(entry);
  if (seen !== undefined) return seen;
  const record = describe(entry);
  known.set(entry, record);
  return record;
}

function describe({ index, term, payload }: Entry): EntryRecord {
  switch (payload.kind) {
    case 'noop':
      return { index, term, kind: 'noop' };
    case 'command':
      return { index, term, kind: 'command', ...opened(payload.command) };
    case 'configuration':
      return { index, term, kind: 'configuration', configuration: toConfigurationRecord(payload.configuration) };
    default:
      return payload satisfies never;
  }
}

export function toConfigurationRecord(configuration: Configuration) {
  const { voters, outgoing, learners, learnersNext, autoLeave } = configuration;
  return {
    voters: [...voters],
    outgoing: [...outgoing],
    learners: [...learners],
    learnersNext: [...learnersNext],
    autoLeave,
  };
}

/** A payload that cannot be read is shown as it is: the state machine answers it with an error too. */
function opened(command: string): Pick<EntryRecord, 'session' | 'serial' | 'operation'> {
  const parsed = v.safeParse(commandText, command);
  return parsed.success ? parsed.output : { operation: command };
}
