/** The one plain sentence of what is going on now, and what the user can do about it. */
import { isUp } from '../../core/trace/queries.ts';
import type { ClusterView, NodeView } from '../../core/trace/view-types.ts';
import { listText } from '../parts/format.ts';
import { leadersOf, majorityOf } from './faces.ts';
import { reachableFrom } from './links.ts';

export interface Situation {
  /** What the strip says, without running numbers, so that it can be read aloud when it changes. */
  readonly text: string;
  /** What follows from it; empty when nothing needs saying. */
  readonly hint: string;
  readonly calm: boolean;
  readonly action: 'restartAll' | null;
}

function plain(text: string, hint: string, calm: boolean): Situation {
  return { text, hint, calm, action: null };
}

export function situationOf(view: ClusterView): Situation {
  const nodes = [...view.nodes.values()];
  const running = nodes.filter(isUp);
  const need = majorityOf(nodes.length);
  if (nodes.length === 0 || nodes.every((node) => node.status === 'new')) {
    return plain('The nodes are starting.', 'Each opens its own port and its own disk.', true);
  }
  if (running.length < need) return tooFew(nodes, running.length, need);
  const [newest, ...others] = leadersOf(view).filter(isUp);
  if (newest === undefined) return withoutLeader(view, running, need);
  return withLeader(view, newest, others, need);
}

function tooFew(nodes: readonly NodeView[], running: number, need: number): Situation {
  const verb = running === 1 ? 'is' : 'are';
  const stopped = nodes.filter((node) => node.status === 'down' || node.status === 'halted').length;
  return {
    text: `${running} of ${nodes.length} nodes ${verb} up; ${need} ${need === 1 ? 'is' : 'are'} needed to commit.`,
    hint:
      stopped > 0
        ? 'What is committed stays safe on the disks until they come back.'
        : 'Resume paused nodes to go on; nothing is lost meanwhile.',
    calm: false,
    action: stopped > 0 ? 'restartAll' : null,
  };
}

function withoutLeader(view: ClusterView, running: readonly NodeView[], need: number): Situation {
  const term = Math.max(...running.map((node) => node.state.currentTerm));
  const candidates = running.filter((node) => node.state.role === 'candidate' && node.state.currentTerm === term);
  const [only] = candidates;
  if (only !== undefined && candidates.length > 1) {
    const names = listText(candidates.map((node) => node.id));
    return plain(`No leader: ${names} split term ${term}.`, 'The first timer to run out starts the next term.', false);
  }
  if (only !== undefined) {
    const reach = reachableFrom(view, only.id).length + 1;
    const hint =
      reach < need
        ? `It reaches ${reach - 1} of ${view.nodes.size - 1} others, so it cannot get the ${need} votes it needs.`
        : `It needs ${need} of ${view.nodes.size} votes.`;
    return plain(`No leader: ${only.id} asks for votes in term ${term}.`, hint, false);
  }
  const when = term === 0 ? 'No leader yet.' : `No leader in term ${term}.`;
  return plain(when, 'The first election timer to run out makes its node a candidate.', false);
}

function withLeader(view: ClusterView, leader: NodeView, others: readonly NodeView[], need: number): Situation {
  const term = leader.state.currentTerm;
  const reach = reachableFrom(view, leader.id);
  const stale = others
    .map((node) => `${node.id} still leads term ${node.state.currentTerm}, and nothing it appends can commit.`)
    .join(' ');
  if (reach.length + 1 < need) {
    const text = `${leader.id} leads term ${term} but reaches ${reach.length} of ${view.nodes.size - 1} others.`;
    return plain(text, stale || `It needs ${need} of ${view.nodes.size} to commit, so nothing commits.`, false);
  }
  const peers = view.nodes.size - 1;
  if (peers === 0) return plain(`${leader.id} leads term ${term} alone.`, '', true);
  // An entry on its way does not put a follower out of step; lacking a committed one does.
  const inStep = [...leader.progress].filter(
    ([peer, progress]) => reach.includes(peer) && progress.matchIndex >= leader.state.commitIndex,
  ).length;
  const text = `${leader.id} leads term ${term} with ${inStep} of ${peers} followers in step.`;
  return plain(text, stale || commitHint(leader), others.length === 0 && inStep === peers);
}

function commitHint(leader: NodeView): string {
  const { commitIndex, lastLogIndex } = leader.state;
  if (lastLogIndex === 1 && commitIndex === 1) return 'The one entry of its log is committed.';
  if (commitIndex === lastLogIndex) return `All ${lastLogIndex} entries of its log are committed.`;
  return `Entries up to ${commitIndex} are committed; its log ends at ${lastLogIndex}.`;
}
