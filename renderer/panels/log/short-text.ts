/** An entry in the few letters a cell has room for; the entry strip below shows it whole. */
import type { EntryRecord } from '../../../core/trace/events.ts';
import { sessionVerb } from '../../model/entry-text.ts';

/** `Co,n` for C-old,new, `Cnew`, `x=7`, `x?` for a get, `x-` for a delete, `x+ab` for an append, cut to `room` letters. */
export function shortText(entry: EntryRecord, room: number): string {
  if (entry.kind === 'noop') return shorten('noop', room);
  if (entry.kind === 'configuration') return shorten(configurationName(entry, room), room);
  const session = sessionVerb(entry);
  if (session !== null) return shorten(session, room);
  const [verb = '', key = '', ...rest] = (entry.operation ?? '').split(' ');
  return shorten(keyword(verb, key, rest), room);
}

/** The names of §6, the first of them whole where there is room. */
function configurationName({ configuration }: EntryRecord, room: number): string {
  if (configuration === undefined || configuration.outgoing.length === 0) return 'Cnew';
  return room >= 8 ? 'Cold,new' : 'Co,n';
}

function keyword(verb: string, key: string, rest: readonly string[]): string {
  const last = rest.at(-1) ?? '';
  switch (verb) {
    case 'put':
      return `${key}=${rest.join(' ')}`;
    case 'get':
      return `${key}?`;
    case 'del':
      return `${key}-`;
    case 'append':
      return `${key}+${rest.join(' ')}`;
    case 'cas':
      return `${key}:${last}`;
    default:
      return verb;
  }
}

function shorten(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`;
}
