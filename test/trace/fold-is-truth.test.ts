/** The fold of a trace equals the state of the servers that wrote it, at every moment of a storm. */
import { expect, test } from 'vitest';
import { defaultOptions } from '../../core/raft/state.ts';
import { Dice } from '../../core/sim/dice.ts';
import type { EventKind, TraceEvent } from '../../core/trace/events.ts';
import { differencesFromTruth } from '../../core/trace/truth.ts';
import { FoldedStorm } from './storm.ts';

function differences({ virtual, view }: FoldedStorm): string[] {
  return virtual.cluster.inspect().flatMap((truth) => {
    const node = view.nodes.get(truth.id);
    if (node === undefined) return [`${truth.id} is not in the view`];
    return differencesFromTruth(node, truth).filter((difference) => !isOnItsWay(difference, truth.id, virtual));
  });
}

/** A heartbeat's effect on the election timer is told with the answer, and the answer may wait for the disk. */
function isOnItsWay(difference: string, id: string, { cluster }: FoldedStorm['virtual']): boolean {
  const state = cluster.members.get(id)?.node?.state;
  if (state === undefined || !/election(Deadline|Timeout)/.test(difference)) return false;
  return state.pendingSaves.length > 0;
}

test('in storms of crashes, restarts, pauses, partitions and loss, with writes all the while', () => {
  const kinds = new Set<EventKind>();
  for (let seed = 1; seed <= 10; seed++) {
    const storm = new FoldedStorm(seed);
    let looks = 0;
    storm.run(1200, () => {
      looks += 1;
      if (looks % 11 === 0) expect(differences(storm)).toEqual([]);
    });
    for (const { ev } of storm.events) kinds.add(ev);
  }
  const interesting = ['node.crash', 'node.pause', 'log.restore', 'log.truncate', 'raft.progress'] as const;
  for (const kind of interesting) expect(kinds).toContain(kind);
});

test('6, 7 and with snapshots, memberships, learners and leaders that hand over', () => {
  const raft = { ...defaultOptions, snapshotAfterEntries: 12, maxChunkLength: 300 };
  const told = new Set<string>();
  // In the last two a membership is rolled back, which is rare.
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 32, 59]) {
    const storm = new FoldedStorm(seed, raft).unsettle(new Dice(seed, 'members'));
    let looks = 0;
    storm.run(1500, () => {
      looks += 1;
      if (looks % 7 === 0) expect({ seed, differences: differences(storm) }).toEqual({ seed, differences: [] });
    });
    for (const event of storm.events) told.add(whyOf(event));
  }
  const interesting = [
    'log.restoreSnapshot',
    'log.compact taken',
    'log.compact installed',
    'raft.configuration appended',
    'raft.configuration rolledBack',
    'raft.configuration installed',
    'raft.progress snapshot',
    'raft.progress removed',
    'raft.role preCandidate',
  ];
  expect(interesting.filter((what) => !told.has(what))).toEqual([]);
});

function whyOf(event: TraceEvent): string {
  switch (event.ev) {
    case 'log.compact':
      return `log.compact ${event.compact.why}`;
    case 'raft.configuration':
      return `raft.configuration ${event.configuration.why}`;
    case 'raft.progress':
      return `raft.progress ${event.progress.why === 'removed' ? 'removed' : event.progress.mode}`;
    case 'raft.role':
      return `raft.role ${event.role.to}`;
    default:
      return event.ev;
  }
}

test('a difference is said in a sentence', () => {
  const storm = new FoldedStorm(1);
  storm.run(200);
  const [truth] = storm.virtual.cluster.inspect();
  const node = storm.view.nodes.get('S1');
  if (truth?.state == null || node === undefined) throw new Error('S1 should be up');
  node.log.pop();
  node.state = { ...node.state, commitIndex: 99 };
  expect(differencesFromTruth(node, truth).slice(0, 2)).toEqual([
    `S1: commitIndex is ${truth.state.commitIndex}; the trace says 99.`,
    `S1: the length of the log is ${truth.log.length}; the trace says ${truth.log.length - 1}.`,
  ]);
});
