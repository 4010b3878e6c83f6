/** §7 The fold of logs that were compacted, and of snapshots on their way. */
import { describe, expect, test } from 'vitest';
import { holdersOf } from '../../core/trace/queries.ts';
import type { EventDraft } from '../../core/trace/recorder.ts';
import { entryAt, lastIndexOf } from '../../core/trace/view-log.ts';
import type { NodeView } from '../../core/trace/view-types.ts';
import { joint, simple } from './extension-samples.ts';
import { append, entries, fold, nodeOf, on, start } from './folded.ts';

const snapshot = { configuration: simple, configurationIndex: 0, length: 1000 };

function compact(lastIncludedIndex: number, lastIncludedTerm: number, keepsLog = true): EventDraft {
  const why = keepsLog ? 'taken' : 'installed';
  return {
    ...on('S2'),
    ev: 'log.compact',
    compact: { ...snapshot, lastIncludedIndex, lastIncludedTerm, keepsLog, why },
  };
}

/** `2@3 4:5 5:5`: a snapshot up to index 2 of term 3, then entries with their terms. */
function logText(node: NodeView): string {
  const rest = node.log.map(({ index, term }) => `${index}:${term}`);
  return [`${node.snapshotIndex}@${node.snapshotTerm}`, ...rest].join(' ');
}

function logAfter(...drafts: EventDraft[]): string {
  return logText(nodeOf(fold(...drafts)));
}

describe('a compacted log', () => {
  test('has a snapshot up to an index and the entries after it', () => {
    expect(logAfter(append(1, 1, 1, 2, 2), compact(2, 1))).toBe('2@1 3:2 4:2');
    expect(logAfter(append(1, 1, 1, 2, 2), compact(2, 1), compact(4, 2), append(5, 3))).toBe('4@2 5:3');
  });

  test('is void as a whole when a snapshot contradicts it, and begins after the snapshot', () => {
    expect(logAfter(append(1, 1, 1, 2, 2), compact(3, 9, false))).toBe('3@9');
    expect(logAfter(append(1, 1), compact(30, 9, false), append(31, 9))).toBe('30@9 31:9');
  });

  test('is appended to, cut and superseded by index', () => {
    const cut: EventDraft = { ...on('S2'), ev: 'log.truncate', truncate: { fromIndex: 4, toIndex: 5, leader: 'S1' } };
    expect(logAfter(append(1, 1, 1, 1, 1, 1), compact(2, 1), cut)).toBe('2@1 3:1');
    expect(logAfter(append(1, 1, 1, 1, 1, 1), compact(2, 1), append(4, 5))).toBe('2@1 3:1 4:5');
  });

  test('never grows a hole, loses its snapshot or goes back, whatever a damaged trace says', () => {
    expect(logAfter(append(1, 1, 1, 1), compact(2, 1), append(2, 7), append(5, 7), compact(1, 1))).toBe('2@1 3:1');
  });

  test('is asked by index, and not below its snapshot', () => {
    const node = nodeOf(fold(append(1, 1, 1, 2), compact(2, 1)));
    expect([entryAt(node, 3)?.term, entryAt(node, 2), entryAt(node, 4), lastIndexOf(node)]).toEqual([2, null, null, 3]);
    expect(lastIndexOf(nodeOf(fold(append(1, 1, 1), compact(2, 1))))).toBe(2);
  });

  test('after a restart is what the disk gave back: the snapshot with its membership, then the entries', () => {
    const restored: EventDraft = {
      ...on('S2'),
      ev: 'log.restoreSnapshot',
      restoreSnapshot: {
        ...snapshot,
        lastIncludedIndex: 7,
        lastIncludedTerm: 2,
        configuration: joint,
        configurationIndex: 6,
      },
    };
    const [eighth, ninth] = entries(8, 3, 3);
    if (eighth === undefined || ninth === undefined) throw new Error('there are two entries');
    const restore: EventDraft = { ...on('S2'), ev: 'log.restore', restore: { entries: [eighth, ninth] } };
    const node = nodeOf(fold(append(1, 1, 1), compact(2, 1), start, restored, restore));
    expect([logText(node), node.snapshotLength]).toEqual(['7@2 8:3 9:3', 1000]);
    expect(node.configuration).toEqual({ ...joint, index: 6 });
    const changed = { ...ninth, kind: 'configuration', configuration: simple } as const;
    const later: EventDraft = { ...on('S2'), ev: 'log.restore', restore: { entries: [eighth, changed] } };
    expect(nodeOf(fold(start, restored, later)).configuration).toEqual({ ...simple, index: 9 });
    expect(logAfter(append(1, 1, 1), compact(2, 1), start)).toBe('0@0');
  });
});

test('whoever let go of a committed entry still holds it in the snapshot', () => {
  const elsewhere: EventDraft = {
    ...on('S1', { commitIndex: 3 }),
    ev: 'log.append',
    append: { why: 'fromLeader', entries: entries(1, 1, 1, 2) },
  };
  const view = fold(elsewhere, append(1, 1, 1, 2), compact(3, 2));
  expect([holdersOf(view, 1, 1), holdersOf(view, 3, 2), holdersOf(view, 1, 2)]).toEqual([
    ['S1', 'S2'],
    ['S1', 'S2'],
    [],
  ]);
});

describe('Figure 13 a snapshot on its way', () => {
  const believes = (mode: 'snapshot' | 'replicate'): EventDraft => ({
    ...on('S2'),
    ev: 'raft.progress',
    progress: { peer: 'S3', nextIndex: 6, matchIndex: 0, inFlight: 0, mode, why: 'compacted' },
  });
  const chunk = (offset: number, length: number, done: boolean, lastIncludedIndex = 5): EventDraft => ({
    ...on('S2'),
    ev: 'msg.send',
    msg: {
      id: `S2.1.${offset}`,
      kind: 'installSnapshot',
      from: 'S2',
      to: 'S3',
      term: 4,
      lastIncludedIndex,
      offset,
      length,
      done,
    },
  });
  const installing = (...drafts: EventDraft[]) => nodeOf(fold(...drafts)).progress.get('S3')?.installing;

  test('is told in characters sent of all, as far as the trace knows them', () => {
    const taken = [append(1, 1, 1, 1, 1, 1), compact(5, 1), believes('snapshot')];
    expect(installing(...taken)).toBeNull();
    expect(installing(...taken, chunk(0, 600, false))).toEqual({ lastIncludedIndex: 5, offset: 600, total: 1000 });
    expect(installing(believes('snapshot'), chunk(0, 600, false))).toEqual({
      lastIncludedIndex: 5,
      offset: 600,
      total: null,
    });
    expect(installing(believes('snapshot'), chunk(600, 300, true))).toEqual({
      lastIncludedIndex: 5,
      offset: 900,
      total: 900,
    });
  });

  test('keeps its own length when the leader takes a newer one meanwhile', () => {
    const begun = [append(1, 1, 1, 1, 1, 1), compact(4, 1), believes('snapshot'), chunk(0, 600, false, 4)];
    const newer: EventDraft = {
      ...on('S2'),
      ev: 'log.compact',
      compact: { ...snapshot, length: 5000, lastIncludedIndex: 5, lastIncludedTerm: 1, keepsLog: true, why: 'taken' },
    };
    expect(installing(...begun, newer, chunk(600, 300, false, 4))?.total).toBe(1000);
  });

  test('ends with the mode, and its answers count as signs of life', () => {
    expect(installing(believes('snapshot'), chunk(0, 6, false), believes('replicate'))).toBeNull();
    const answer: EventDraft = {
      ...on('S2'),
      ev: 'msg.recv',
      msg: { id: 'S3.1.1', from: 'S3', to: 'S2', term: 4, kind: 'installSnapshotReply' },
    };
    const { lastAnswerAt } = nodeOf(fold(believes('snapshot'), answer)).progress.get('S3') ?? {};
    expect(lastAnswerAt).toBe(300);
  });
});
