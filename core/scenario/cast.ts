/** Who is who at this moment of a run: turns the names of a scenario into servers. */
import { placeIn, votersOf } from '../trace/membership.ts';
import { leaderOfHighestTerm, membershipOf } from '../trace/queries.ts';
import type { ClusterView } from '../trace/view-types.ts';
import { isClientName, numbered, type Selector, serverNumber } from './language/names.ts';

export type Resolved =
  | { readonly ok: true; readonly nodes: readonly string[] }
  | { readonly ok: false; readonly why: string };

export class Cast {
  readonly #saved = new Map<string, string>();
  /** Every change of the leading server, oldest first. */
  readonly #leaders: string[] = [];
  /** The servers up in the order drawn for this step; null until somebody asks. */
  #drawn: readonly string[] | null = null;
  #random: number;

  /** `seed` draws who is `random`. */
  constructor(seed = 1) {
    this.#random = seed >>> 0;
  }

  /** Must see every view that a name is resolved in, or `oldLeader` misses a leader. */
  observe(view: ClusterView): void {
    const leader = leaderOfHighestTerm(view)?.id;
    if (leader !== undefined && leader !== this.#leaders.at(-1)) {
      this.#leaders.push(leader);
    }
  }

  /** From here on, other servers are `random`. */
  nextStep(): void {
    this.#drawn = null;
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
        return found(serversUp(view));
      case 'followers':
        return found(followers(view));
      case 'others':
        return found(rest);
      case 'members':
        return found([...votersOf(membershipOf(view)), ...membershipOf(view).learners].sort(byNumber));
      case 'voters':
        return found(votersOf(membershipOf(view)).sort(byNumber));
      case 'learners':
        return found(learners(view));
      case 'leader':
        return oneOf(leaderOfHighestTerm(view)?.id, 'no server leads');
      case 'oldLeader':
        return oneOf(this.#leaders.at(-2), 'no second leader has been seen');
      case 'joined':
        return oneOf(joinedLast(view), 'no server has joined');
      default:
        return this.#single(view, word);
    }
  }

  #single(view: ClusterView, word: string): Resolved {
    const part = numbered(word);
    if (part !== null) {
      const { kind, number } = part;
      const servers = kind === 'follower' ? followers(view) : kind === 'learner' ? learners(view) : this.#order(view);
      const what = kind === 'random' ? 'up' : `${kind}s`;
      return oneOf(servers[number - 1], `fewer than ${number} servers are ${what}`);
    }
    const known = view.nodes.has(word) || isClientName(word) ? word : this.#saved.get(word);
    return oneOf(known, `there is no server ${word}, and none is saved as ${word}`);
  }

  #order(view: ClusterView): readonly string[] {
    if (this.#drawn === null) {
      const keys = new Map(serversUp(view).map((id) => [id, this.#draw()]));
      this.#drawn = [...keys.keys()].sort((one, other) => (keys.get(one) ?? 0) - (keys.get(other) ?? 0));
    }
    return this.#drawn;
  }

  /** Mixed well enough for neighbouring seeds to draw different servers. */
  #draw(): number {
    this.#random = (this.#random + 0x6d2b_79f5) >>> 0;
    const once = Math.imul(this.#random ^ (this.#random >>> 15), this.#random | 1);
    const twice = once ^ (once + Math.imul(once ^ (once >>> 7), once | 61));
    return (twice ^ (twice >>> 14)) >>> 0;
  }
}

/** Every server, removed ones too, in the order of its number. */
export function serverIds(view: ClusterView): string[] {
  return [...view.nodes.keys()].sort(byNumber);
}

function byNumber(one: string, other: string): number {
  return (serverNumber(one) ?? 0) - (serverNumber(other) ?? 0);
}

function serversUp(view: ClusterView): string[] {
  return serverIds(view).filter((id) => view.nodes.get(id)?.status === 'up');
}

/** Those that may vote: a learner follows as well, but its loss is felt by nobody. */
function followers(view: ClusterView): string[] {
  const membership = membershipOf(view);
  return serversUp(view).filter((id) => {
    const place = placeIn(membership, id);
    return view.nodes.get(id)?.state.role === 'follower' && (place === 'voter' || place === 'leaving');
  });
}

function learners(view: ClusterView): string[] {
  return [...membershipOf(view).learners].sort(byNumber);
}

/** The view keeps servers in the order of their coming. */
function joinedLast({ nodes, header }: ClusterView): string | undefined {
  return [...nodes.keys()].filter((id) => header?.nodes.includes(id) !== true).at(-1);
}

function found(nodes: readonly string[]): Resolved {
  return { ok: true, nodes };
}

function oneOf(node: string | undefined, why: string): Resolved {
  return node === undefined ? { ok: false, why } : found([node]);
}
