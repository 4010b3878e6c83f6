/** What keeps a server from having, hearing or answering something, in words. */
import type { WouldRefuse } from '../../../../core/why/holds.ts';
import { listText } from '../../../parts/format.ts';

type Reason = WouldRefuse['why'];
type Obstacle = Pick<WouldRefuse, 'server' | 'why'>;

/** Of one server, and of several. */
const reasons: { readonly [Why in Reason]: readonly [one: string, several: string] } = {
  down: ['is down', 'are down'],
  halted: ['has halted', 'have halted'],
  paused: ['is paused', 'are paused'],
  notStarted: ['has not started', 'have not started'],
  cut: ['is cut off', 'are cut off'],
  answersCut: ['hears, but its answers are cut off', 'hear, but their answers are cut off'],
  loss: ['did not get the last messages: the link loses some', 'did not get the last messages: the links lose some'],
  answersLost: ['has not got its last answers through', 'have not got their last answers through'],
  held: ['waits for a message that is held', 'wait for messages that are held'],
  answersHeld: ['has answered, and the answer is held', 'have answered, and the answers are held'],
  delayed: ['is behind a link that was made slow', 'are behind links that were made slow'],
  lost: ['did not get the last messages', 'did not get the last messages'],
  saving: [
    'has the entry, and its disk has not reported it yet',
    'have the entry, and their disks have not reported it yet',
  ],
  probing: ['has a log that does not agree yet', 'have logs that do not agree yet'],
  snapshot: ['is still receiving the snapshot', 'are still receiving the snapshot'],
  onItsWay: ['has not answered yet', 'have not answered yet'],
  logBehind: ['has a newer log and would refuse', 'have newer logs and would refuse'],
  leaderAlive: ['hears from a leader, or leads, and would refuse', 'hear from a leader, or lead, and would refuse'],
};

/** `S2 is down`. */
export function hindranceText({ server, why }: Obstacle): string {
  return `${server} ${reasons[why][0]}`;
}

/** `S2 and S4 are down; S3 is paused`. */
export function hindrancesText(all: readonly Obstacle[]): string {
  const byReason = new Map<Reason, string[]>();
  for (const { server, why } of all) byReason.set(why, [...(byReason.get(why) ?? []), server]);
  const clauses = [...byReason].map(
    ([why, servers]) => `${listText(servers)} ${reasons[why][servers.length > 1 ? 1 : 0]}`,
  );
  return clauses.join('; ');
}
