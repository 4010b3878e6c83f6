/** A server's life, its disk and its state machine in words. */
import type { EventOf } from '../events.ts';
import { because, count, duration, indexes, list } from './grammar.ts';

export function lifecycleWords({ ev, node, inc, lifecycle }: EventOf<'node.start'>): string {
  const { address, detail } = lifecycle;
  switch (ev) {
    case 'node.start': {
      const place = address === null ? '' : ` at ${address}`;
      if (lifecycle.why !== 'restarted') return `${node} started${place}.`;
      return `${node} restarted${place}; this is start ${inc}.`;
    }
    case 'node.stop':
      return `${node} stopped in good order.`;
    case 'node.crash':
      return `${node} crashed: what its disk had not reported safe is lost.`;
    case 'node.halt':
      return `${node} halted${because(detail)}`;
    case 'node.pause':
      return `${node} was paused: it does nothing and hears nothing.`;
    case 'node.resume':
      return `${node} runs on.`;
    default:
      return ev satisfies never;
  }
}

export function persistWords({ node, persist }: EventOf<'node.persist'>): string {
  const { hardState, snapshotIndex, entries, fromIndex, toIndex, micros } = persist;
  const parts = snapshotIndex == null ? [] : [`the snapshot up to index ${snapshotIndex}`];
  if (entries > 0) parts.push(indexes(fromIndex, toIndex));
  if (hardState) parts.push('term and vote');
  return `${node}'s disk reported ${list(parts) || 'nothing new'} safe after ${duration(micros)}.`;
}

export function restoreWords({ node, restore }: EventOf<'log.restore'>): string {
  const [first, last] = [restore.entries[0], restore.entries.at(-1)];
  if (first === undefined || last === undefined) return `${node}'s disk holds no entries.`;
  return `${node} read ${indexes(first.index, last.index)} back from its disk.`;
}

export function applyWords({ node, apply }: EventOf<'log.apply'>): string {
  const [first, ...others] = apply.entries;
  if (first === undefined) return `${node} applied nothing.`;
  const range = indexes(first.index, first.index + others.length);
  const repeated = apply.entries.filter((entry) => entry.duplicate).length;
  const expired = apply.entries.filter((entry) => entry.expired === true).length;
  const notes: string[] = [];
  if (repeated > 0) notes.push(`${count(repeated, 'repetition', 'repetitions')}, answered from memory`);
  if (expired > 0) notes.push(`${count(expired, 'command', 'commands')} without an open session, not executed`);
  return `${node} applied ${range}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}.`;
}
