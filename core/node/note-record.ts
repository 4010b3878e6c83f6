/** A decision of the core in the trace's form: word for word, entries in short form, and many long ones in pieces. */
import type { Note } from '../raft/notes.ts';
import { toConfigurationRecord, toEntryRecord } from '../trace/entry-record.ts';
import { entriesInPieces } from './short-lines.ts';

/** One record, or one for each piece of the entries. */
export function noteRecords(note: Note) {
  if (note.ev !== 'log.append') return [noteRecord(note)];
  const { entries, why } = note.append;
  return entriesInPieces(entries.map(toEntryRecord)).map((piece) => ({ ev: note.ev, append: { entries: piece, why } }));
}

/** The core's arrays are read-only, the trace's are plain: those are copied, the rest is taken as it is. */
function noteRecord(note: Exclude<Note, { readonly ev: 'log.append' }>) {
  switch (note.ev) {
    case 'raft.role':
      return { ev: note.ev, role: { ...note.role, votes: [...note.role.votes] } };
    case 'log.compact': {
      const configuration = toConfigurationRecord(note.compact.configuration);
      return { ev: note.ev, compact: { ...note.compact, configuration } };
    }
    case 'raft.configuration': {
      const inForce = toConfigurationRecord(note.configuration.inForce);
      return { ev: note.ev, configuration: { ...note.configuration, inForce } };
    }
    case 'raft.change':
      return { ev: note.ev, change: { ...note.change, operations: [...note.change.operations] } };
    case 'raft.quorum': {
      const { heardFrom, missing } = note.quorum;
      return { ev: note.ev, quorum: { heardFrom: [...heardFrom], missing: [...missing] } };
    }
    default:
      return note;
  }
}
