/** What a membership says: who is what in it, and who together decides (§5.2, §6). */
import type { Configuration } from '../raft/types.ts';

/** What a server is to the others; `leaving`: it has a vote in C-old only (§6). */
export type Place = 'voter' | 'leaving' | 'learner' | 'none';

export function placeIn({ voters, outgoing, learners }: Configuration, id: string): Place {
  if (voters.includes(id)) return 'voter';
  if (outgoing.includes(id)) return 'leaving';
  return learners.includes(id) ? 'learner' : 'none';
}

/** Everyone with a vote, in either configuration of a joint one. */
export function votersOf({ voters, outgoing }: Configuration): string[] {
  return [...new Set([...voters, ...outgoing])];
}

/** How many of `servers` are a majority (§5.2). */
export function majorityOf(servers: readonly string[]): number {
  return Math.floor(servers.length / 2) + 1;
}

/** Whether `supporters` are a majority of the voters and, in joint consensus, of C-old as well (§6). */
export function isQuorum({ voters, outgoing }: Configuration, supporters: ReadonlySet<string>): boolean {
  const agree = (servers: readonly string[]) =>
    servers.filter((id) => supporters.has(id)).length >= majorityOf(servers);
  return agree(voters) && (outgoing.length === 0 || agree(outgoing));
}
