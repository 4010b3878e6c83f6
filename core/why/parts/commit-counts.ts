/** What a leader counts for a commit (§5.3): its own disk, and the matchIndex of the others. */
import type { NodeView } from '../../trace/view-types.ts';

/** The leader counts itself only up to what its own disk has reported. */
export function storedUpTo(leader: NodeView, id: string): number {
  return id === leader.id ? leader.state.durableIndex : (leader.progress.get(id)?.matchIndex ?? 0);
}
