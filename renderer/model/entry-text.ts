/** What an entry is for, in words; entries that open or keep a session (thesis 6.3) are no operations of the store. */
import type { EntryRecord } from '../../core/trace/events.ts';
import { membersText } from './standing.ts';

/** The whole text of an entry: the operation as it was typed, or what the entry is for. */
export function entryText(entry: EntryRecord): string {
  switch (entry.kind) {
    case 'noop':
      return 'no-op of a new leader';
    case 'configuration':
      return configurationText(entry);
    case 'command':
      return sessionVerb(entry) === null ? (entry.operation ?? '') : `${sessionVerb(entry)} a session`;
    default:
      return entry.kind satisfies never;
  }
}

/** `C-old,new: C-old S1 S2 S3, C-new S1 S2 S4` while joint (§6), otherwise `C-new: S1 S2 S4`. */
function configurationText({ configuration }: EntryRecord): string {
  if (configuration === undefined) return 'membership';
  return `${configuration.outgoing.length > 0 ? 'C-old,new' : 'C-new'}: ${membersText(configuration)}`;
}

/** A client's command belongs to a session; what does not is written by the server, as core/machine/payload.ts does. */
export function sessionVerb({ session, operation }: EntryRecord): 'open' | 'keep' | null {
  if (session !== undefined || operation === undefined) return null;
  if (operation.startsWith('{"open":')) return 'open';
  return operation.startsWith('{"keep":') ? 'keep' : null;
}
