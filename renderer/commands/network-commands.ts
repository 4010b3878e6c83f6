/** Commands that harm and heal the network. */
import { leaderOfHighestTerm } from '../../core/trace/queries.ts';
import { anythingHarmed, healAll, isolateLeader, type Lab } from '../panels/faults/actions.ts';
import type { useFaults } from '../panels/faults/store.ts';
import type { Command } from './command.ts';

export function networkCommands(lab: Lab, faults: ReturnType<typeof useFaults>): Command[] {
  const needsCluster = () => (lab.cluster ? null : 'Nothing is running. Start a cluster first.');
  return [
    {
      id: 'network.heal',
      title: 'Heal all',
      keywords: 'repair restart resume every link node undo faults',
      group: 'Network',
      keys: ['H'],
      when: () => lab.hindrance ?? needsCluster() ?? (anythingHarmed(lab.view) ? null : 'Nothing is harmed.'),
      run: () => healAll(lab),
    },
    {
      id: 'network.isolateLeader',
      title: 'Isolate the leader',
      keywords: 'cut off partition stale',
      group: 'Network',
      keys: ['Shift+I'],
      when: () => lab.hindrance ?? needsCluster() ?? (leaderOfHighestTerm(lab.view) ? null : 'There is no leader now.'),
      run: () => isolateLeader(lab),
    },
    {
      id: 'network.faults',
      title: 'Faults: links, partitions and what is harmed',
      keywords: 'delay loss duplicate reorder matrix split groups one-way',
      group: 'Network',
      keys: ['Ctrl+Shift+F'],
      when: needsCluster,
      run: () => {
        faults.open = true;
      },
    },
    {
      id: 'network.link',
      title: 'Link between the two selected nodes',
      keywords: 'delay loss cut one way jitter',
      group: 'Network',
      keys: [],
      when: () => (lab.selectedNodes.length === 2 ? null : 'Select two nodes first (Shift+click adds one).'),
      run: () => {
        const [from, to] = lab.selectedNodes;
        if (from && to) faults.link = { from, to };
      },
    },
  ];
}
