/** Changes of membership at random (§6): servers join, leave, take another's place, and whole sets change at once. */
import type { Cluster } from '../../cluster/cluster.ts';
import { members } from '../../raft/quorum.ts';
import type { NodeId } from '../../raft/types.ts';
import type { Act } from '../../scenario/language/deed.ts';
import type { Dice } from '../dice.ts';
import type { Family } from './families.ts';

type Change = 'addMember' | 'removeMember' | 'replaceMember' | 'jointChange';
type Harm = (family: Family, act: Act) => void;

/** Every server costs time, also those that have left. */
const MOST_SERVERS = 11;

export function membershipStrikes(cluster: Cluster, dice: Dice, harm: Harm): Record<Change, () => void> {
  const everyone = () => [...cluster.members.keys()];
  const inForce = () => {
    const leader = cluster.leadership.leader();
    return leader === null ? everyone() : members(leader.state.log.configuration);
  };
  /** One that was a member before, or a new one. */
  const comer = (): { readonly node?: NodeId } | null => {
    const gone = everyone().filter((node) => !inForce().includes(node));
    if (gone.length > 0 && dice.happens(0.5)) return { node: dice.pick(gone) };
    return everyone().length < MOST_SERVERS ? {} : null;
  };
  return {
    addMember: () => {
      const chosen = comer();
      const as = dice.happens(0.75) ? 'voter' : 'learner';
      if (chosen !== null) harm('addMember', { call: 'member.add', as, ...chosen });
    },
    removeMember: () => harm('removeMember', { call: 'member.remove', node: dice.pick(inForce()) }),
    replaceMember: () => {
      const chosen = comer();
      const node = dice.pick(inForce());
      if (chosen === null) return;
      const by = chosen.node === undefined ? {} : { by: chosen.node };
      harm('replaceMember', { call: 'member.replace', node, ...by });
    },
    jointChange: () => jointChange(everyone(), dice, harm),
  };
}

/** Any voters and learners out of all there are; sometimes it stays joint until somebody ends it. */
function jointChange(everyone: readonly NodeId[], dice: Dice, harm: Harm): void {
  if (dice.happens(0.3)) return harm('jointChange', { call: 'member.leaveJoint' });
  const shuffled = dice.shuffle(everyone).slice(0, 9);
  const border = dice.whole(1, shuffled.length);
  const [voters, others] = [shuffled.slice(0, border), shuffled.slice(border)];
  const learners = others.filter(() => dice.happens(0.3));
  const leave = dice.happens(0.8) ? 'automatic' : 'byHand';
  harm('jointChange', { call: 'member.change', voters, learners, leave });
}
