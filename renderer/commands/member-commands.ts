/** Commands on the membership, the lead, snapshots and rules (§6, §7, thesis 3.10). */
import { leaderOfHighestTerm } from '../../core/trace/queries.ts';
import { isJoint } from '../model/standing.ts';
import { type Lab, type NodeAction, noSelection } from '../panels/faults/actions.ts';
import { additionHindrance, memberActions } from '../panels/members/actions.ts';
import type { useMembers } from '../panels/members/store.ts';
import type { useRules } from '../panels/rules/store.ts';
import type { Command } from './command.ts';

type Members = ReturnType<typeof useMembers>;

const words = {
  transfer: 'lead leader transfer hand over leadership timeoutNow',
  snapshot: 'compact log snapshot',
  replace: 'swap node member joint',
  remove: 'member leave take out',
} as const;

export function memberCommands(lab: Lab, members: Members, rules: ReturnType<typeof useRules>): Command[] {
  return [...selectedCommands(lab, members), ...clusterCommands(lab, members, rules)];
}

/** What one selected node can be asked. */
function selectedCommands(lab: Lab, members: Members): Command[] {
  return (['transfer', 'snapshot', 'replace', 'remove'] as const).map((id, place): Command => {
    const action = (): NodeAction | undefined => {
      const [only, ...others] = lab.selectedNodes;
      return others.length > 0 ? undefined : memberActions(lab.view, only ?? '', members)[place];
    };
    return {
      id: `member.${id}`,
      get title() {
        return action()?.title ?? titles[id];
      },
      keywords: words[id],
      group: 'Members',
      keys: keys[id],
      when: () => {
        if (lab.selectedNodes.length > 1) return 'Select one node only.';
        const chosen = action();
        return chosen === undefined ? noSelection : (lab.hindrance ?? chosen.reason);
      },
      run: () => action()?.run(),
    };
  });
}

const keys: { readonly [Id in keyof typeof words]: readonly string[] } = {
  transfer: ['Shift+L'],
  snapshot: ['Shift+S'],
  replace: [],
  remove: [],
};

const titles = {
  transfer: 'Hand the lead over to the selected node',
  snapshot: 'Take a snapshot on the selected node',
  replace: 'Replace the selected node by a new one',
  remove: 'Remove the selected node from the cluster',
} as const;

function clusterCommands(lab: Lab, members: Members, rules: ReturnType<typeof useRules>): Command[] {
  const needsCluster = () => (lab.cluster ? null : 'Nothing is running. Start a cluster first.');
  const command = (
    id: string,
    title: string,
    keywords: string,
    keys: readonly string[],
    when: () => string | null,
    run: () => void,
  ): Command => ({ id, title, keywords, group: 'Members', keys, when, run });
  const mayAdd = () => lab.hindrance ?? needsCluster() ?? additionHindrance(lab.view);
  return [
    command('member.open', 'Members', 'membership add remove change joint', ['M'], needsCluster, () => {
      members.open = !members.open;
    }),
    command('member.add', 'Add a node with a vote', 'member join server new', ['Shift+A'], mayAdd, () =>
      members.add('voter'),
    ),
    command('member.addLearner', 'Add a learner', 'member join server new non-voting', [], mayAdd, () =>
      members.add('learner'),
    ),
    command(
      'member.leaveJoint',
      'Leave C-old,new',
      'joint consensus end',
      [],
      () => lab.hindrance ?? needsCluster() ?? jointHindrance(lab),
      () => members.leaveJoint(),
    ),
    command(
      'rules.open',
      'Rules',
      'pre-vote quorum lease read snapshot options',
      ['R'],
      () => null,
      () => {
        rules.open = true;
      },
    ),
  ];
}

function jointHindrance({ view }: Lab): string | null {
  const leader = leaderOfHighestTerm(view);
  if (leader === null) return 'Nobody leads now.';
  return isJoint(leader.configuration) ? null : 'The cluster is in no joint configuration.';
}
