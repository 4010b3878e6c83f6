/** A large snapshot is written and read in pieces: whoever shares the process has its turn, heartbeats first of all (§5.2). */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { afterEach, expect, test, vi } from 'vitest';
import { close, contentOf, granted, inFolder, openNedb, save, snapshotAt, voiding } from '../support.ts';
import { watchPieces } from './watch-files.ts';

const MEBIBYTE = 1024 * 1024;
const NANOSECONDS = 1e6;
/** The shortest election timeout of the lab; a block of this length would cost a leader its term. */
const MAX_DELAY_MS = 150;

afterEach(() => {
  vi.restoreAllMocks();
});

async function watchLoop(work: () => Promise<void>): Promise<{ p99Ms: number; beats: number }> {
  const delays: IntervalHistogram = monitorEventLoopDelay({ resolution: 5 });
  let beats = 0;
  const heart = setInterval(() => {
    beats += 1;
  }, 1);
  delays.enable();
  await work();
  delays.disable();
  clearInterval(heart);
  return { p99Ms: delays.percentile(99) / NANOSECONDS, beats };
}

test(
  'saving and loading 20 MiB leaves timers their turn',
  () =>
    inFolder(async (folder) => {
      const snapshot = snapshotAt(9, 3, 'put key "value" \u00e9\n'.repeat((20 * MEBIBYTE) / 18));
      const { storage } = granted(await openNedb(folder));
      const saving = await watchLoop(async () => {
        expect(await save(storage, { snapshot: voiding(snapshot) })).toBeNull();
      });
      await close(storage);
      let loaded = '';
      const loading = await watchLoop(async () => {
        loaded = (await contentOf(folder)).stored.snapshot?.data ?? '';
      });
      expect(loaded === snapshot.data).toBe(true);
      for (const { p99Ms, beats } of [saving, loading]) {
        expect(p99Ms).toBeLessThan(MAX_DELAY_MS);
        expect(beats).toBeGreaterThan(20);
      }
    }),
  60_000,
);

test(
  'no piece that is written or read at once is larger than 1 MiB, whatever the text',
  () =>
    inFolder(async (folder) => {
      const sizes = watchPieces();
      for (const [last, character] of ['x', '\u0001', '\u2028'].entries()) {
        const snapshot = snapshotAt(last + 1, 1, character.repeat(3 * MEBIBYTE));
        const { storage } = granted(await openNedb(folder));
        await save(storage, { snapshot: voiding(snapshot) });
        await close(storage);
        expect((await contentOf(folder)).stored.snapshot?.data === snapshot.data).toBe(true);
      }
      expect(Math.max(...sizes)).toBeLessThanOrEqual(MEBIBYTE);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(2 * 3 * 3 * MEBIBYTE);
    }),
  60_000,
);
