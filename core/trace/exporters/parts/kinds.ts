/** Every kind of event by name, and the families they belong to: `raft`, `log`, `msg` … */
import { type EventKind, traceEvent } from '../../events.ts';

export const kinds: ReadonlySet<EventKind> = new Set(
  traceEvent.options.flatMap(({ entries: { ev } }): readonly EventKind[] =>
    'options' in ev ? ev.options : [ev.literal],
  ),
);

/** `raft.vote` → `raft`; a kind without a dot is a family of its own. */
export function familyOf(kind: string): string {
  return kind.split('.')[0] ?? kind;
}

export const families: ReadonlySet<string> = new Set([...kinds].map(familyOf));
