/** A decision of the core in the trace's form: word for word, entries in short form. */
import type { Note } from '../raft/notes.ts';
import { toConfigurationRecord, toEntryRecord } from '../trace/entry-record.ts';

/** The core's arrays are read-only, the trace's are plain: those are copied, the rest is taken as it is. */
export function noteRecord(note: Note) {
  switch (note.ev) {
    case 'log.append': {
      const { entries, why } = note.append;
      return { ev: note.ev, append: { entries: entries.map(toEntryRecord), why } };
    }
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
