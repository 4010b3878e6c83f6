/** Killed at any moment, a process loses nothing that it had reported safe, and its lock is taken over. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileProgram } from '../compiled-program.ts';
import { contentOf, filesOf, inFolder } from './support.ts';

const CYCLES = 12;

/** Kills the writer after it has reported `reports` saves; gives the last index and term it reported. */
function writeAndKill(program: string, folder: string, reports: number): Promise<readonly [number, number]> {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.split('\n').length > reports) child.kill('SIGKILL');
  });
  return new Promise((resolve) => {
    child.on('close', () => {
      const [index = 0, term = 0] = (text.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
      resolve([index, term]);
    });
  });
}

test(
  `kill -9, ${CYCLES} times: every reported save is there, with its snapshot`,
  () =>
    inFolder((programs) =>
      inFolder(async (folder) => {
        const program = await compileProgram(join(import.meta.dirname, 'writer.ts'), programs);
        const snapshots = new Set<number>();
        for (let cycle = 0; cycle < CYCLES; cycle += 1) {
          const [index, term] = await writeAndKill(program, folder, 1 + cycle * 3);
          expect(index).toBeGreaterThan(0);
          const { stored } = await contentOf(folder);
          const included = stored.snapshot?.lastIncludedIndex ?? 0;
          expect(included + stored.entries.length).toBeGreaterThanOrEqual(index);
          expect(stored.entries.map((entry) => entry.index)).toEqual(stored.entries.map((_, at) => included + 1 + at));
          snapshots.add(included);
          expect(stored.snapshot?.data ?? '').toBe(included === 0 ? '' : `all up to ${included}. `.repeat(20_000));
          const names = Object.keys(await filesOf(folder));
          expect(names.filter((name) => /snapshot|new$|~$/.test(name)).length).toBe(included === 0 ? 0 : 1);
          expect(stored.hardState.currentTerm).toBeGreaterThanOrEqual(term);
          expect(stored.hardState.currentTerm).toBeGreaterThanOrEqual(stored.entries.at(-1)?.term ?? 0);
        }
        expect(snapshots.size).toBeGreaterThan(CYCLES / 2);
      }),
    ),
  60_000,
);
