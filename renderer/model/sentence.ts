/** The one plain sentence of what is going on now, and what the user can do about it. */
import { isQuorum, majorityOf, votersOf } from '../../core/trace/membership.ts';
import { isUp, membershipOf } from '../../core/trace/queries.ts';
import type { ClusterView, ConfigurationView, NodeView } from '../../core/trace/view-types.ts';
import { listText } from '../parts/format.ts';
import { leadersOf } from './faces.ts';
import { reachableFrom } from './links.ts';
import { isJoint } from './standing.ts';

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

/** Those whose agreement decides (§5.2, §6), and how many of them are needed. */
interface Council {
  readonly configuration: ConfigurationView;
  readonly voters: readonly NodeView[];
  readonly need: number;
}

function councilOf(view: ClusterView): Council {
  const configuration = membershipOf(view);
  const ids = votersOf(configuration);
  const voters = [...view.nodes.values()].filter((node) => ids.includes(node.id));
  return { configuration, voters, need: majorityOf(configuration.voters) };
}

export function situationOf(view: ClusterView): Situation {
  const council = councilOf(view);
  const { voters } = council;
  if (voters.length === 0 || voters.every((node) => node.status === 'new')) {
    return plain('The nodes are starting.', 'Each opens its own port and its own disk.', true);
  }
  const running = voters.filter(isUp);
  if (!isQuorum(council.configuration, new Set(running.map(({ id }) => id)))) return tooFew(council, running.length);
  const [newest, ...others] = leadersOf(view).filter(isUp);
  if (newest === undefined) return withoutLeader(view, running, council);
  return withLeader(view, newest, others, council);
}

function tooFew({ configuration, voters, need }: Council, running: number): Situation {
  const verb = running === 1 ? 'is' : 'are';
  const stopped = voters.filter((node) => node.status === 'down' || node.status === 'halted').length;
  const needed = isJoint(configuration)
    ? 'majorities of the old and of the new members are needed'
    : `${need} ${need === 1 ? 'is' : 'are'} needed`;
  return {
    text: `${running} of ${voters.length} nodes ${verb} up; ${needed} to commit.`,
    hint:
      stopped > 0
        ? 'What is committed stays safe on the disks until they come back.'
        : 'Resume paused nodes to go on; nothing is lost meanwhile.',
    calm: false,
    action: stopped > 0 ? 'restartAll' : null,
  };
}

function withoutLeader(view: ClusterView, running: readonly NodeView[], council: Council): Situation {
  const term = Math.max(...running.map((node) => node.state.currentTerm));
  const candidates = running.filter((node) => node.state.role === 'candidate' && node.state.currentTerm === term);
  const [only] = candidates;
  if (only !== undefined && candidates.length > 1) {
    const names = listText(candidates.map((node) => node.id));
    return plain(`No leader: ${names} split term ${term}.`, 'The first timer to run out starts the next term.', false);
  }
  if (only !== undefined) {
    return plain(`No leader: ${only.id} asks for votes in term ${term}.`, votesHint(view, only, council), false);
  }
  const asking = running.find((node) => node.state.role === 'preCandidate');
  if (asking !== undefined) {
    const text = `No leader: ${asking.id} asks whether it would be elected in term ${asking.state.currentTerm + 1}.`;
    return plain(text, votesHint(view, asking, council), false);
  }
  const when = term === 0 ? 'No leader yet.' : `No leader in term ${term}.`;
  return plain(when, 'The first election timer to run out makes its node a candidate.', false);
}

function votesHint(view: ClusterView, { id }: NodeView, { configuration, voters, need }: Council): string {
  const reach = votersReached(view, id, voters);
  if (isQuorum(configuration, new Set([...reach, id])))
    return `It needs ${need} of ${configuration.voters.length} votes.`;
  return `It reaches ${reach.length} of ${voters.length - 1} others, so it cannot get the ${need} votes it needs.`;
}

/** The other voters that can hear and answer it. */
function votersReached(view: ClusterView, id: string, voters: readonly NodeView[]): string[] {
  return reachableFrom(view, id).filter((other) => voters.some((voter) => voter.id === other));
}

function withLeader(view: ClusterView, leader: NodeView, others: readonly NodeView[], council: Council): Situation {
  const { configuration, voters, need } = council;
  const term = leader.state.currentTerm;
  const stale = others
    .map((node) => `${node.id} still leads term ${node.state.currentTerm}, and nothing it appends can commit.`)
    .join(' ');
  const reach = votersReached(view, leader.id, voters);
  if (!isQuorum(configuration, new Set([...reach, leader.id]))) {
    const otherVoters = voters.filter(({ id }) => id !== leader.id).length;
    const text = `${leader.id} leads term ${term} but reaches ${reach.length} of ${otherVoters} others.`;
    return plain(
      text,
      stale || `It needs ${need} of ${configuration.voters.length} to commit, so nothing commits.`,
      false,
    );
  }
  const peers = [...votersOf(configuration), ...configuration.learners].filter((id) => id !== leader.id);
  if (peers.length === 0) return plain(`${leader.id} leads term ${term} alone.`, '', true);
  const inStep = inStepWith(view, leader);
  const text = `${leader.id} leads term ${term} with ${inStep} of ${peers.length} followers in step.`;
  const joint = isJoint(configuration) ? 'Joint consensus: the old members and the new ones must both agree (§6).' : '';
  return plain(text, stale || joint || commitHint(leader), others.length === 0 && inStep === peers.length);
}

/** An entry on its way does not put a follower out of step; lacking a committed one does. */
function inStepWith(view: ClusterView, leader: NodeView): number {
  const reach = reachableFrom(view, leader.id);
  return [...leader.progress].filter(
    ([peer, { matchIndex }]) => reach.includes(peer) && matchIndex >= leader.state.commitIndex,
  ).length;
}

function commitHint(leader: NodeView): string {
  const { commitIndex, lastLogIndex } = leader.state;
  if (lastLogIndex === 1 && commitIndex === 1) return 'The one entry of its log is committed.';
  if (commitIndex === lastLogIndex) return `All ${lastLogIndex} entries of its log are committed.`;
  return `Entries up to ${commitIndex} are committed; its log ends at ${lastLogIndex}.`;
}
