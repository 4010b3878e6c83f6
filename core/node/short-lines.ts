/** Long lines of the trace in pieces: what carries the texts of many commands is told in several events (decision 0013). */
import type { EntryRecord, EventOf } from '../trace/events.ts';

type AppliedRecord = EventOf<'log.apply'>['apply']['entries'][number];

/** Characters of one line. Only an event of one entry may be longer: an entry is never cut. */
export const MOST_LINE = 512 * 1024;

/** Left for the stamp of the recorder and the state of the server. */
const ENVELOPE = 4096;
const MOST_PIECE = MOST_LINE - ENVELOPE;

/** The numbers and names of a record, and the commas. */
const FIELDS = 256;
const CONFIGURATION = 4096;
/** In JSON a character becomes six at most: \u0000. */
const ESCAPED = 6;

/** Appended or restored entries, in order; as they are when all fit in one line, as nearly always. */
export function entriesInPieces(entries: EntryRecord[]): readonly EntryRecord[][] {
  return inPieces(entries, ({ session = '', operation = '', configuration }) => {
    const names = configuration === undefined ? FIELDS : CONFIGURATION;
    return names + ESCAPED * (session.length + operation.length);
  });
}

/** The same of what the state machine answered. */
export function appliedInPieces(entries: AppliedRecord[]): readonly AppliedRecord[][] {
  return inPieces(entries, ({ result }) => FIELDS + ESCAPED * (result?.length ?? 0));
}

/** `most` is quick and too much rather than too little: only when that does not fit, lengths are measured. */
function inPieces<Part>(records: Part[], most: (record: Part) => number): readonly Part[][] {
  if (records.length < 2 || records.reduce((sum, record) => sum + most(record), 0) <= MOST_PIECE) return [records];
  const pieces: Part[][] = [];
  let room = 0;
  for (const record of records) {
    const length = JSON.stringify(record).length + 1;
    const piece = pieces.at(-1);
    if (piece === undefined || length > room) {
      pieces.push([record]);
      room = MOST_PIECE - length;
    } else {
      piece.push(record);
      room -= length;
    }
  }
  return pieces;
}
