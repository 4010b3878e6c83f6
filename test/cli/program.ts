/** Runs the built command line as a user does, in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { built } from '../electron/built.ts';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly said: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Everything on standard error so far. */
  said(): string;
  firstLine(): Promise<string>;
}

export function start(...args: string[]): Running {
  const child = spawn(process.execPath, [built('main/cli.js'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let said = '';
  child.stdout.on('data', (text) => (out += String(text)));
  child.stderr.on('data', (text) => (said += String(text)));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, out, said })));
  const firstLine = async (): Promise<string> => {
    while (!out.includes('\n'))
      await Promise.race([new Promise((heard) => child.stdout.once('data', heard)), failed(ended)]);
    return out.split('\n')[0] ?? '';
  };
  return { child, ended, said: () => said, firstLine };
}

export function run(...args: string[]): Promise<Ended> {
  return start(...args).ended;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
});

/** Gone when the test file has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'raftarium-cli-'));
  folders.push(folder);
  return folder;
}

async function failed(ended: Promise<Ended>): Promise<never> {
  throw new Error(`it ended without a line: ${JSON.stringify(await ended)}`);
}
