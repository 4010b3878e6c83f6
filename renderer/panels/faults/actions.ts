/** What can be done to servers, with the reason when it cannot: for buttons, keys, the palette and the context menu. */
import { isCut, isUp, leaderOfHighestTerm } from '../../../core/trace/queries.ts';
import type { ClusterView, NodeStatus } from '../../../core/trace/view-types.ts';
import { hasLeft } from '../../model/standing.ts';
import { listText } from '../../parts/format.ts';
import type { useLab } from '../../stores/lab.ts';

export type Lab = ReturnType<typeof useLab>;

export interface NodeAction {
  readonly id: string;
  readonly title: string;
  /** The verb alone, for a button under the node's name. */
  readonly verb: string;
  /** null: it has none. */
  readonly key: string | null;
  readonly harmful: boolean;
  readonly reason: string | null;
  readonly run: () => void;
}

export const noSelection = 'Select a node first: click one, or press L for the leader.';

/** True when no message passes between the node and any other, either way. */
export function isCutOff(view: ClusterView, node: string): boolean {
  const others = [...view.nodes.keys()].filter((other) => other !== node);
  return others.length > 0 && others.every((other) => isCut(view, node, other) && isCut(view, other, node));
}

function statusOf(lab: Lab, node: string): NodeStatus {
  return lab.view.nodes.get(node)?.status ?? 'new';
}

function eachNode(lab: Lab, nodes: readonly string[], method: 'node.crash' | 'node.restart' | 'node.pause'): void {
  for (const node of nodes) void lab.call(method, { node });
}

function crashAction(lab: Lab, nodes: readonly string[]): NodeAction {
  const running = nodes.filter((node) => ['up', 'paused'].includes(statusOf(lab, node)));
  const crash = running.length > 0 || nodes.length === 0;
  const verb = crash ? 'Crash' : 'Restart';
  return {
    id: 'crash',
    verb,
    title: `${verb} ${listText(crash ? running : nodes)}`.trim(),
    key: 'K',
    harmful: crash,
    reason: nodes.length === 0 ? noSelection : null,
    run: () => eachNode(lab, crash ? running : nodes, crash ? 'node.crash' : 'node.restart'),
  };
}

function pauseAction(lab: Lab, nodes: readonly string[]): NodeAction {
  const running = nodes.filter((node) => statusOf(lab, node) === 'up');
  const paused = nodes.filter((node) => statusOf(lab, node) === 'paused');
  const resume = running.length === 0 && paused.length > 0;
  const verb = resume ? 'Resume' : 'Pause';
  const down = running.length + paused.length === 0 ? `${listText(nodes)} is not running. Restart it first.` : null;
  return {
    id: 'pause',
    verb,
    title: `${verb} ${listText(resume ? paused : running)}`.trim(),
    key: 'P',
    harmful: false,
    reason: nodes.length === 0 ? noSelection : down,
    run: () => {
      if (resume) for (const node of paused) void lab.call('node.resume', { node });
      else eachNode(lab, running, 'node.pause');
    },
  };
}

function cutAction(lab: Lab, nodes: readonly string[]): NodeAction {
  const rejoin = nodes.length > 0 && nodes.every((node) => isCutOff(lab.view, node));
  const verb = rejoin ? 'Rejoin' : 'Cut off';
  const alone = lab.view.nodes.size < 2 ? 'A single node has no links to cut.' : null;
  return {
    id: 'cut',
    verb,
    title: `${verb} ${listText(nodes)}`.trim(),
    key: 'I',
    harmful: false,
    reason: nodes.length === 0 ? noSelection : alone,
    run: () => {
      for (const node of nodes) {
        if (rejoin) healNode(lab, node);
        else if (!isCutOff(lab.view, node)) void lab.call('network.isolate', { node });
      }
    },
  };
}

function timeoutAction(lab: Lab, nodes: readonly string[]): NodeAction {
  const able = nodes.filter((node) => {
    const known = lab.view.nodes.get(node);
    return known !== undefined && isUp(known) && known.state.role !== 'leader';
  });
  const reason =
    able.length > 0 ? null : `${listText(nodes)} has no election timer now: leaders and stopped nodes have none.`;
  return {
    id: 'timeout',
    verb: 'Time out',
    title: `Time out ${listText(able.length > 0 ? able : nodes)}`.trim(),
    key: 'T',
    harmful: false,
    reason: nodes.length === 0 ? noSelection : reason,
    run: () => {
      for (const node of able) void lab.call('node.timeout', { node });
    },
  };
}

/** The four actions, for these nodes together. */
export function nodeActions(lab: Lab, nodes: readonly string[]): readonly NodeAction[] {
  const actions = [crashAction, pauseAction, cutAction, timeoutAction].map((action) => action(lab, nodes));
  return lab.hindrance === null ? actions : actions.map((action) => ({ ...action, reason: lab.hindrance }));
}

/** Puts every cut link of the node back in order. */
export function healNode(lab: Lab, node: string): void {
  for (const rule of [...lab.view.links.values()]) {
    if (rule.cut && (rule.from === node || rule.to === node)) {
      void lab.call('link.heal', { from: rule.from, to: rule.to });
    }
  }
}

export function isolateLeader(lab: Lab): void {
  const leader = leaderOfHighestTerm(lab.view);
  if (leader) void lab.call('network.isolate', { node: leader.id });
}

/** Heals every link, resumes every paused node and restarts every stopped one; who has left stays as it is. */
export function healAll(lab: Lab): void {
  if (lab.view.links.size > 0) void lab.call('network.heal', {});
  for (const node of lab.view.nodes.values()) {
    const { id, status } = node;
    if (hasLeft(lab.view, node)) continue;
    if (status === 'paused') void lab.call('node.resume', { node: id });
    else if (status === 'down') void lab.call('node.restart', { node: id });
  }
}

/** True while anything is harmed that `healAll` would put right. */
export function anythingHarmed(view: ClusterView): boolean {
  if (view.links.size > 0) return true;
  return [...view.nodes.values()].some((node) => {
    return (node.status === 'paused' || node.status === 'down') && !hasLeft(view, node);
  });
}
