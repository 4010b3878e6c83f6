/** §7: a server takes a snapshot in turns, between which it does everything else. */
import { expect, test } from 'vitest';
import { createMachine } from '../../core/machine/machine.ts';
import { restoreMachine } from '../../core/machine/restore.ts';
import { SnapshotTaking } from '../../core/node/snapshot-writer.ts';
import { crc32 } from '../../core/raft/checksum.ts';
import type { Snapshot } from '../../core/raft/types.ts';
import { snapshotOf } from '../machine/log.ts';

/** Turns taken by hand. */
class Turns {
  readonly waiting: (() => void)[] = [];

  now(): number {
    return 0;
  }

  setTimer(): never {
    throw new Error('a snapshot needs no timer: it goes on while the clock stands still');
  }

  soon(task: () => void): void {
    this.waiting.push(task);
  }

  /** False when nothing waits. */
  next(): boolean {
    const task = this.waiting.shift();
    task?.();
    return task !== undefined;
  }
}

function taking() {
  const machine = createMachine();
  for (let at = 0; at < 100; at += 1) machine.store.set(`k${at}`, 'ü'.repeat(5000));
  const clock = new Turns();
  const taken: Snapshot[] = [];
  const configuration = { voters: ['S1'], outgoing: [], learners: [], learnersNext: [], autoLeave: false };
  const place = { lastIncludedIndex: 9, lastIncludedTerm: 3, configuration, configurationIndex: 2 };
  const snapshot = new SnapshotTaking({ machine, clock, ...place, done: (done) => taken.push(done) });
  return { machine, clock, taken, place, snapshot };
}

test('7 one piece per turn, of the moment at which it began', () => {
  const { machine, clock, taken, place } = taking();
  const data = snapshotOf(machine);
  let turns = 0;
  while (clock.next()) {
    turns += 1;
    machine.store.set('k1', `changed in turn ${turns}`);
    expect(clock.waiting.length).toBeLessThan(2);
  }
  expect(turns).toBeGreaterThan(7);
  expect(taken).toEqual([{ ...place, data, checksum: crc32(data) }]);
  expect(restoreMachine(taken[0]?.data ?? '')?.store.size).toBe(100);
});

test('7 a taking that is cancelled says nothing more', () => {
  const { clock, taken, snapshot } = taking();
  clock.next();
  snapshot.cancel();
  while (clock.next());
  expect(taken).toEqual([]);
});
