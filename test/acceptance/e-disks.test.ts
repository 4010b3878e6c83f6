/** Acceptance scenarios E-06, E-07, E-16 and E-18 on real disks: snapshots that are read back, and one that is damaged (§7). */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { TestLab, testFolder } from '../lab/harness.ts';
import { Appenders } from './appenders.ts';

let lab: TestLab | null = null;
let stopLoad = () => {};
afterEach(async () => {
  stopLoad();
  await lab?.close();
  lab = null;
});

async function given(nodes: number): Promise<TestLab> {
  const started = new TestLab(await testFolder());
  lab = started;
  await started.call('cluster.create', { name: 'one', nodes, seed: 7, rules: { snapshotAfterEntries: 20 } });
  await started.leader();
  return started;
}

async function reopened(old: TestLab): Promise<TestLab> {
  await old.close({ keep: true });
  const next = new TestLab(old.folder);
  lab = next;
  return next;
}

test('E-06 E-07 all crash at once, five times under load, and begin from their snapshots; no index goes back', {
  timeout: 60_000,
}, async () => {
  const lab = await given(3);
  const load = new Appenders((client, operation, done) => lab.ask(client, operation, done), { clients: 3 });
  stopLoad = () => load.stop();
  load.start();
  let last = 0;
  for (let round = 0; round < 5; round++) {
    const goal = load.answered + (round === 3 ? 1 : 40);
    await lab.until('more answers', () => load.answered >= goal, 15_000);
    for (const node of ['S1', 'S2', 'S3']) await lab.call('node.crash', { node });
    for (const node of ['S1', 'S2', 'S3']) await lab.call('node.restart', { node });
    for (const { snapshotIndex } of lab.view.nodes.values()) expect(snapshotIndex).toBeGreaterThan(0);
    const { index } = await lab.submit('put after crash', 'c9');
    expect(index ?? 0).toBeGreaterThan(last);
    last = index ?? 0;
  }
  load.stop();
  await lab.until('an answer to every command', () => load.isOver, 20_000);
  expect(load.troubles).toEqual([]);
  await lab.caughtUp();
  const all = () => [...lab.view.nodes.values()].map(({ state }) => [state.lastApplied, state.lastLogIndex]);
  await lab.until('everything applied everywhere', () => new Set(all().flat()).size === 1, 10_000);
  for (const { id, pairs } of await lab.call('cluster.inspect', {})) {
    expect({ id, differences: load.differences(pairs) }).toEqual({ id, differences: [] });
  }
});

/** One bit of the newest snapshot file of the node. */
async function damageSnapshot(lab: TestLab, node: string): Promise<void> {
  const folder = join(lab.folder, 'one', 'nodes', node);
  const name = (await readdir(folder))
    .filter((file) => file.startsWith('snapshot-'))
    .sort()
    .at(-1);
  if (name === undefined) throw new Error(`${node} has no snapshot.`);
  const bytes = await readFile(join(folder, name));
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  await writeFile(join(folder, name), bytes);
}

test('E-16 a server with a damaged snapshot halts by name and changes nothing; the others serve without it', async () => {
  const first = await given(3);
  for (let count = 0; count < 30; count++) await first.submit(`append x ${count % 10}`);
  await first.until('a snapshot on S2', () => (first.view.nodes.get('S2')?.snapshotIndex ?? 0) > 0);
  const second = await reopened(first);
  await damageSnapshot(second, 'S2');
  await second.call('cluster.open', { name: 'one' });
  await second.until('a halted server', () => second.view.nodes.get('S2')?.status === 'halted');
  expect(second.view.nodes.get('S2')?.detail).toMatch(/S2: .*snapshot.*damaged/);
  expect(await second.submit('get x')).toMatchObject({ result: '{"value":"012345678901234567890123456789"}' });
});

test('E-16 alone with a damaged snapshot it halts, too', async () => {
  const first = await given(1);
  for (let count = 0; count < 30; count++) await first.submit(`append x ${count % 10}`);
  await first.until('a snapshot', () => (first.view.nodes.get('S1')?.snapshotIndex ?? 0) > 0);
  const second = await reopened(first);
  await damageSnapshot(second, 'S1');
  await second.call('cluster.open', { name: 'one' });
  await second.until('a halted server', () => second.view.nodes.get('S1')?.status === 'halted');
});
