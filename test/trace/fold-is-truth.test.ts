/** The fold of a trace equals the state of the servers that wrote it, at every moment of a storm. */
import { expect, test } from 'vitest';
import type { EventKind } from '../../core/trace/events.ts';
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
  const pending = cluster.members.get(id)?.node?.state.pendingSaves ?? [];
  return pending.length > 0 && /election(Deadline|Timeout)/.test(difference);
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
