/** Commands on the selected servers, and the ones that select. */
import { leaderOfHighestTerm } from '../../core/trace/queries.ts';
import { type Lab, nodeActions } from '../panels/faults/actions.ts';
import { always, type Command } from './command.ts';

const words = {
  crash: 'kill stop power restart start down up',
  pause: 'freeze resume continue stall',
  cut: 'isolate partition disconnect rejoin heal network',
  timeout: 'election timer vote candidate',
} as const;

export function nodeCommands(lab: Lab): Command[] {
  return [...actionCommands(lab), ...selectionCommands(lab)];
}

function actionCommands(lab: Lab): Command[] {
  return (['crash', 'pause', 'cut', 'timeout'] as const).map((id, place): Command => {
    const action = () => nodeActions(lab, lab.selectedNodes)[place];
    return {
      id: `node.${id}`,
      get title() {
        return action()?.title ?? id;
      },
      keywords: words[id],
      group: 'Nodes',
      keys: [{ crash: 'K', pause: 'P', cut: 'I', timeout: 'T' }[id]],
      when: () => action()?.reason ?? null,
      run: () => action()?.run(),
    };
  });
}

function selectionCommands(lab: Lab): Command[] {
  return [
    {
      id: 'node.leader',
      title: 'Select the leader',
      keywords: 'current highest term',
      group: 'Nodes',
      keys: ['L'],
      when: () => (leaderOfHighestTerm(lab.view) ? null : 'There is no leader now.'),
      run: () => {
        const leader = leaderOfHighestTerm(lab.view);
        if (leader) lab.selectedNodes = [leader.id];
      },
    },
    {
      id: 'node.none',
      title: 'Select nothing',
      keywords: 'clear escape deselect',
      group: 'Nodes',
      keys: ['Esc'],
      when: always,
      run: () => {
        lab.selectedNodes = [];
        lab.selectedEntry = null;
      },
    },
  ];
}
