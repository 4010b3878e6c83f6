/** Who is who at this moment of a run: turns the names of a scenario into servers. */
import { leaderOfHighestTerm } from '../trace/queries.ts';
import type { ClusterView } from '../trace/view-types.ts';
import { followerNumber, isClientName, type Selector } from './language/names.ts';

export type Resolved =
  | { readonly ok: true; readonly nodes: readonly string[] }
  | { readonly ok: false; readonly why: string };

export class Cast {
  readonly #saved = new Map<string, string>();
  /** Every change of the leading server, oldest first. */
  readonly #leaders: string[] = [];

  /** Must see every view that a name is resolved in, or `oldLeader` misses a leader. */
  observe(view: ClusterView): void {
    const leader = leaderOfHighestTerm(view)?.id;
    if (leader !== undefined && leader !== this.#leaders.at(-1)) {
      this.#leaders.push(leader);
    }
  }

  save(as: string, node: string): void {
    this.#saved.set(as, node);
  }

  /** The servers (or clients) meant, without repetition. `rest` is what `others` stands for. */
  resolve(view: ClusterView, selector: Selector, rest: readonly string[] = []): Resolved {
    const nodes = new Set<string>();
    for (const word of typeof selector === 'string' ? [selector] : selector) {
      const resolved = this.#word(view, word, rest);
      if (!resolved.ok) {
        return resolved;
      }
      for (const node of resolved.nodes) {
        nodes.add(node);
      }
    }
    return { ok: true, nodes: [...nodes] };
  }

  #word(view: ClusterView, word: string, rest: readonly string[]): Resolved {
    switch (word) {
      case 'all':
        return found(serverIds(view));
      case 'up':
        return found(serverIds(view).filter((id) => view.nodes.get(id)?.status === 'up'));
      case 'followers':
        return found(followers(view));
      case 'others':
        return found(rest);
      case 'leader':
        return oneOf(leaderOfHighestTerm(view)?.id, 'no server leads');
      case 'oldLeader':
        return oneOf(this.#leaders.at(-2), 'no second leader has been seen');
      default:
        return this.#single(view, word);
    }
  }

  #single(view: ClusterView, word: string): Resolved {
    const number = followerNumber(word);
    if (number !== null) {
      return oneOf(followers(view)[number - 1], `fewer than ${number} servers are followers`);
    }
    const known = view.nodes.has(word) || isClientName(word) ? word : this.#saved.get(word);
    return oneOf(known, `there is no server ${word}, and none is saved as ${word}`);
  }
}

/** Every server, in the order of its number. */
export function serverIds(view: ClusterView): string[] {
  return [...view.nodes.keys()].sort();
}

function followers(view: ClusterView): string[] {
  return serverIds(view).filter((id) => {
    const node = view.nodes.get(id);
    return node?.status === 'up' && node.state.role === 'follower';
  });
}

function found(nodes: readonly string[]): Resolved {
  return { ok: true, nodes };
}

function oneOf(node: string | undefined, why: string): Resolved {
  return node === undefined ? { ok: false, why } : found([node]);
}
