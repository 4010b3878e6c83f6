/** §7: a snapshot is taken, then its file is written beside the saves, and only then the core hears of it. */
import { expect, test } from 'vitest';
import { createMachine } from '../../core/machine/machine.ts';
import { Executor } from '../../core/node/executor.ts';
import type { PortError, Storage } from '../../core/node/ports.ts';
import { simpleConfiguration } from '../../core/raft/membership.ts';
import { createState, defaultOptions } from '../../core/raft/state.ts';
import type { Entry, RaftState, Snapshot } from '../../core/raft/types.ts';
import { snapshotOf } from '../machine/log.ts';

/** A disk that has staged a snapshot when the test says so. */
class StagingDisk implements Storage {
  readonly staged: Snapshot[] = [];
  finish: (error: PortError | null) => void = () => {};

  stage(snapshot: Snapshot, done: (error: PortError | null) => void): void {
    this.staged.push(snapshot);
    this.finish = done;
  }

  save(): never {
    throw new Error('an executor saves nothing');
  }

  close(done: () => void): void {
    done();
  }

  crash(done: () => void): void {
    done();
  }
}

/** A server with five entries applied; turns and reports are taken by hand. */
function given() {
  const turns: (() => void)[] = [];
  const reports: (() => void)[] = [];
  const said: string[] = [];
  const storage = new StagingDisk();
  const setTimer = (): never => {
    throw new Error('an executor sets no timer');
  };
  const executor = new Executor({
    clock: { now: () => 0, setTimer, soon: (task) => turns.push(task) },
    storage,
    defer: (task) => reports.push(task),
    writtenDown: ({ lastIncludedIndex }) => said.push(`written down up to ${lastIncludedIndex}`),
    failed: ({ code }) => said.push(`failed ${code}`),
  });
  const entry = (index: number): Entry => ({ index, term: 1, payload: { kind: 'noop' } });
  const state: RaftState = createState({
    id: 'S1',
    configuration: simpleConfiguration(['S1', 'S2', 'S3']),
    options: defaultOptions,
    seed: 1,
    restored: {
      hardState: { currentTerm: 1, votedFor: null },
      snapshot: null,
      entries: [1, 2, 3, 4, 5].map(entry),
    },
  });
  state.lastApplied = 5;
  /** Runs what waits, and what comes to wait by it. */
  const runAll = (tasks: (() => void)[]) => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) task();
  };
  return { executor, state, storage, said, takeTurns: () => runAll(turns), hear: () => runAll(reports) };
}

test('7 the core hears of a snapshot when its file is safe and the server has heard so', () => {
  const { executor, state, storage, said, takeTurns, hear } = given();
  expect(executor.writeDown(state)).toBeNull();
  takeTurns();
  expect([storage.staged.map(({ lastIncludedIndex }) => lastIncludedIndex), said]).toEqual([[5], []]);
  storage.finish(null);
  expect(said).toEqual([]);
  hear();
  expect(said).toEqual(['written down up to 5']);
});

test('7 no other snapshot begins before the disk has reported, even when one was installed meanwhile', () => {
  const { executor, state, storage, takeTurns, hear } = given();
  executor.writeDown(state);
  expect(executor.writeDown(state)).toBe('underWay');
  takeTurns();
  const about = { configuration: simpleConfiguration(['S1']), configurationIndex: 0, checksum: 0 };
  executor.install({ lastIncludedIndex: 9, lastIncludedTerm: 1, ...about, data: snapshotOf(createMachine()) });
  expect(executor.writeDown(state)).toBe('underWay');
  storage.finish(null);
  hear();
  expect(executor.writeDown(state)).toBeNull();
});

test('7 a disk that fails with the snapshot is heard of, and the core hears nothing', () => {
  const { executor, state, storage, said, takeTurns, hear } = given();
  executor.writeDown(state);
  takeTurns();
  storage.finish({ code: 'ENOSPC', message: 'The disk is full.' });
  hear();
  expect(said).toEqual(['failed ENOSPC']);
});

test('7 a server that stops while its snapshot is taken hands nothing to the disk', () => {
  const { executor, state, storage, takeTurns } = given();
  executor.writeDown(state);
  executor.stop();
  takeTurns();
  expect(storage.staged).toEqual([]);
});
