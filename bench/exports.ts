/** Prints what an export of a long trace costs in each format: time, size, and the most memory that the program held. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exporters } from '../core/trace/exporters/exporters.ts';
import { writeLongTrace } from './long-trace.ts';

/** The built command line. */
export const program = join(import.meta.dirname, '../out/main/cli.js');

/** Into `folder`, which must be empty. Runs the built command line, each time in a process of its own. */
export async function measureExports(folder: string, events: number): Promise<void> {
  const trace = join(folder, 'trace');
  const written = await writeLongTrace(trace, events);
  console.log(`exports of ${written} events, ${megabytes(await sizeOf(trace))}`);
  for (const format of Object.keys(exporters)) {
    const path = join(folder, format);
    const { seconds, peak } = await run('export', trace, '--to', format, '-o', path);
    const figures = [`${seconds.toFixed(1)} s`.padStart(8), megabytes(await sizeOf(path)).padStart(9)];
    console.log(`  ${format.padEnd(12)} ${figures.join('  ')}   most memory ${peak === null ? '—' : megabytes(peak)}`);
  }
}

async function run(...args: string[]): Promise<{ seconds: number; peak: number | null }> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  let peak: number | null = null;
  const watch = setInterval(() => {
    peak = peakOf(child.pid) ?? peak;
  }, 50);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`raftarium ${args.join(' ')} ended with ${code}.`);
  return { seconds: (performance.now() - startedAt) / 1000, peak };
}

/** Bytes; null where the system does not tell (only Linux does), and once the process has ended. */
function peakOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

/** Bytes of a file, or of all files of a folder. */
export async function sizeOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.size;
  const names = await readdir(path, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)));
  return (await Promise.all(files)).reduce((sum, { size }) => sum + size, 0);
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
