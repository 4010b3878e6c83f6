/** Acceptance scenarios F-09 and F-11 on real disks: a server whose data is gone, or which was taken out, does not come back (§6). */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { TestLab, testFolder } from '../lab/harness.ts';

let lab: TestLab | null = null;
afterEach(async () => {
  await lab?.close();
  lab = null;
});

async function given(): Promise<TestLab> {
  const started = new TestLab(await testFolder());
  lab = started;
  await started.call('cluster.create', { name: 'one', nodes: 3, seed: 7 });
  await started.leader();
  expect(await started.submit('put x 1')).toMatchObject({ status: 'ok' });
  return started;
}

async function reopened(old: TestLab): Promise<TestLab> {
  const next = new TestLab(old.folder);
  lab = next;
  await next.call('cluster.open', { name: 'one' });
  return next;
}

test('F-11 a voter whose folder was emptied does not start, while the cluster runs and when it is opened again', async () => {
  const first = await given();
  const leader = await first.leader();
  const lost = leader === 'S1' ? 'S2' : 'S1';
  const folder = join(first.folder, 'one', 'nodes', lost);
  await first.call('node.crash', { node: lost });
  await rm(folder, { recursive: true });
  await mkdir(folder);
  await expect(first.call('node.restart', { node: lost })).rejects.toThrow(`The data of ${lost} is missing`);
  await first.until('a halted server', () => first.view.nodes.get(lost)?.status === 'halted');
  expect(await first.submit('put x 2')).toMatchObject({ status: 'ok' });
  await first.close({ keep: true });

  const second = await reopened(first);
  expect(await second.submit('get x')).toMatchObject({ result: '{"value":"2"}' });
  expect(second.view.nodes.get(lost)).toMatchObject({
    status: 'halted',
    detail: expect.stringContaining('vote twice'),
  });
  await second.leader();
  await second.call('member.replace', { node: lost });
  expect(await second.submit('put x 3')).toMatchObject({ status: 'ok' });
});

test('F-11 a cluster all of whose data is gone does not begin anew under its old name', async () => {
  const first = await given();
  await first.close({ keep: true });
  await rm(join(first.folder, 'one', 'nodes'), { recursive: true });
  const second = await reopened(first);
  expect([...second.view.nodes.values()].map(({ status }) => status)).toEqual(['halted', 'halted', 'halted']);
});

test('F-09 a server that was replaced is not started again, now or in a later run', async () => {
  const first = await given();
  const leader = await first.leader();
  const dead = leader === 'S1' ? 'S2' : 'S1';
  await first.call('node.crash', { node: dead });
  const { node, address } = await first.call('member.replace', { node: dead });
  expect({ node, address }).toEqual({ node: 'S4', address: expect.stringMatching(/:\d+$/) });
  // In the same run its old disk may still be started: it hears a leader or nobody, and cannot win.
  await first.call('node.restart', { node: dead });
  const term = first.view.nodes.get(await first.leader())?.state.currentTerm;
  expect(await first.submit('put x 2')).toMatchObject({ status: 'ok' });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(first.view.nodes.get(dead)?.state.role).not.toBe('leader');
  expect(first.view.nodes.get(await first.leader())?.state.currentTerm).toBe(term);
  await first.close({ keep: true });

  const second = await reopened(first);
  const { running } = await second.call('lab.describe', {});
  expect(running?.nodes.map((each) => each.id)).not.toContain(dead);
  await expect(second.call('node.restart', { node: dead })).rejects.toThrow('nodeUnknown');
  expect(await second.submit('get x')).toMatchObject({ result: '{"value":"2"}' });
});
