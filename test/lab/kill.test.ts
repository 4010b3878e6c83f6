/** P1: what was acknowledged survives kill -9 of the whole process, at any moment, again and again. */
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { compileProgram } from '../compiled-program.ts';
import { TestLab, testFolder } from './harness.ts';

const KILLS = 20;
const LOAD_MS = 250;

/** Runs a host under load, kills it without warning after it has answered for a while, returns what it acknowledged. */
function killedHost(program: string, folder: string, round: number): Promise<string[]> {
  const host = spawn(process.execPath, [program, folder, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  host.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  host.stdout.once('data', () => setTimeout(() => host.kill('SIGKILL'), LOAD_MS));
  return new Promise((resolve) => host.on('close', () => resolve(output.split('\n').slice(0, -1))));
}

test(`after kill -9 of the host under load, ${KILLS} times, every acknowledged command is there`, {
  timeout: 180_000,
}, async () => {
  const program = await compileProgram('test/lab/host-under-load.ts', await testFolder());
  const folder = await testFolder();
  const acknowledged: string[] = [];
  for (let round = 1; round <= KILLS; round++) {
    const pairs = await killedHost(program, folder, round);
    expect(pairs.length).toBeGreaterThan(0);
    acknowledged.push(...pairs);
  }
  const lab = new TestLab(folder);
  await lab.call('cluster.open', { name: 'load' });
  await lab.submit('put last 1');
  await lab.converged(20_000);
  for (const { id, pairs } of await lab.call('cluster.inspect', {})) {
    const stored = new Map(pairs);
    expect(
      acknowledged.filter((pair) => stored.get(pair) !== pair),
      `lost on ${id}`,
    ).toEqual([]);
  }
  await lab.close();
});
