/** Group commit: what waits shares one save, and what speaks of a save is said after it (Figure 2, persistent state). */
import { expect, test } from 'vitest';
import { GroupCommit } from '../../core/node/group-commit.ts';
import type { PortError, Storage, StorageSave } from '../../core/node/ports.ts';
import type { Save } from '../../core/raft/duties.ts';
import { simpleConfiguration } from '../../core/raft/membership.ts';
import type { Message } from '../../core/raft/messages.ts';
import type { Entry, Snapshot } from '../../core/raft/types.ts';

/** A disk that finishes a save when the test says so. */
class SlowDisk implements Storage {
  readonly saves: StorageSave[] = [];
  #done: ((error: PortError | null) => void) | null = null;

  save(save: StorageSave, done: (error: PortError | null) => void): void {
    this.saves.push(save);
    this.#done = done;
  }

  stage(): never {
    throw new Error('group commit hands over saves only');
  }

  finish(error: PortError | null = null): void {
    this.#done?.(error);
  }

  close(done: () => void): void {
    done();
  }

  crash(done: () => void): void {
    done();
  }
}

function given() {
  const disk = new SlowDisk();
  const said: string[] = [];
  const commit = new GroupCommit(disk, () => 0, {
    defer: (task) => task(),
    saved: ({ saveId }) => said.push(`saved ${saveId}`),
    release: (messages) => said.push(...messages.map(({ to }) => `sent to ${to}`)),
    failed: ({ code }) => said.push(`failed ${code}`),
  });
  return { disk, said, commit };
}

const entry = (index: number, term: number): Entry => ({ index, term, payload: { kind: 'noop' } });
const save = (saveId: number, ...entries: Entry[]): Save => ({ saveId, hardState: null, snapshot: null, entries });
const voteTo = (to: string): Message => ({ kind: 'requestVoteReply', from: 'S1', to, term: 1, voteGranted: true });

test('a message that speaks of a save leaves after it, never before', () => {
  const { disk, said, commit } = given();
  commit.add(save(1, entry(1, 1)), [voteTo('S2')]);
  commit.flush();
  expect(said).toEqual([]);
  disk.finish();
  expect(said).toEqual(['saved 1', 'sent to S2']);
});

test('a message without a save of its own waits for the saves before it', () => {
  const { disk, said, commit } = given();
  commit.add(null, [voteTo('S2')]);
  expect(said).toEqual(['sent to S2']);
  commit.add(save(1, entry(1, 1)), []);
  commit.flush();
  commit.add(null, [voteTo('S3')]);
  expect(said).toEqual(['sent to S2']);
  disk.finish();
  expect(said).toEqual(['sent to S2', 'saved 1', 'sent to S3']);
});

test('everything that comes while the disk is busy shares the next save', () => {
  const { disk, said, commit } = given();
  commit.add(save(1, entry(1, 1)), []);
  commit.flush();
  commit.add(save(2, entry(2, 1)), [voteTo('S2')]);
  commit.add({ ...save(3, entry(3, 1)), hardState: { currentTerm: 2, votedFor: null } }, [voteTo('S3')]);
  commit.flush();
  expect(disk.saves).toHaveLength(1);
  disk.finish();
  expect(disk.saves[1]).toEqual({
    hardState: { currentTerm: 2, votedFor: null },
    snapshot: null,
    entries: [entry(2, 1), entry(3, 1)],
  });
  disk.finish();
  expect(said).toEqual(['saved 1', 'saved 3', 'sent to S2', 'sent to S3']);
});

test('5.3 an entry that was overwritten while it waited is not written any more', () => {
  const { disk, commit } = given();
  commit.add(save(1, entry(1, 1)), []);
  commit.flush();
  commit.add(save(2, entry(2, 1), entry(3, 1)), []);
  commit.add(save(3, entry(2, 2)), []);
  disk.finish();
  expect(disk.saves[1]?.entries).toEqual([entry(2, 2)]);
});

test('7 what a snapshot stands for is not written any more, and what it contradicts neither', () => {
  const { disk, commit } = given();
  const snapshot: Snapshot = {
    ...{ lastIncludedIndex: 3, lastIncludedTerm: 1, configuration: simpleConfiguration(['S1']), configurationIndex: 0 },
    ...{ data: '', checksum: 0 },
  };
  commit.add(save(1, entry(1, 1)), []);
  commit.flush();
  commit.add(save(2, entry(2, 1), entry(3, 1), entry(4, 1)), []);
  commit.add({ ...save(3), snapshot: { snapshot, keepsLog: true } }, []);
  disk.finish();
  // Entries 2 to 4 would have superseded whatever the disk has after them: none of it may come back.
  expect(disk.saves[1]).toMatchObject({ snapshot: { keepsLog: false }, entries: [entry(4, 1)] });
  commit.add(save(4, entry(5, 1)), []);
  commit.add({ ...save(5), snapshot: { snapshot, keepsLog: true } }, []);
  disk.finish();
  expect(disk.saves[2]).toMatchObject({ snapshot: { keepsLog: true }, entries: [entry(5, 1)] });
  commit.add(save(6, entry(6, 1)), []);
  commit.add({ ...save(7), snapshot: { snapshot, keepsLog: false } }, []);
  commit.add(save(8, entry(4, 2)), []);
  disk.finish();
  expect(disk.saves[3]).toMatchObject({ snapshot: { keepsLog: false }, entries: [entry(4, 2)] });
});

test('after a failed save nothing is released', () => {
  const { disk, said, commit } = given();
  commit.add(save(1, entry(1, 1)), [voteTo('S2')]);
  commit.flush();
  disk.finish({ code: 'ENOSPC', message: 'The disk is full.' });
  expect(said).toEqual(['failed ENOSPC']);
});
