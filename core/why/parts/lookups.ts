/** Events that several answers point at: who took an entry in, who was elected, what raised a term. */
import type { EventOf } from '../../trace/events.ts';
import type { Past } from '../past.ts';

export function hasEntry({ append }: EventOf<'log.append'>, index: number, term: number | null): boolean {
  return append.entries.some((entry) => entry.index === index && (term === null || entry.term === term));
}

/** Everyone's taking in of the entry, the leader's first. */
export function appendsOf(past: Past, index: number, term: number): EventOf<'log.append'>[] {
  return past.allOfAnyone('log.append', (event) => hasEntry(event, index, term));
}

/** How the server last became leader. */
export function electionOf(past: Past, leader: string, upTo = past.seq): EventOf<'raft.role'> | null {
  return past.last('raft.role', leader, ({ role }) => role.to === 'leader', upTo);
}

/** How the server came to a term at least that high. */
export function termRiseOf(past: Past, node: string, term: number, upTo = past.seq): EventOf<'raft.term'> | null {
  return past.last('raft.term', node, (event) => event.term.from < term && event.term.to >= term, upTo);
}
