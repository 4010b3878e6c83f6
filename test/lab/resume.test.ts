/** A lab that is stopped, in good order or not, and opened again on the same disks. */
import { expect, test } from 'vitest';
import { TestLab, testFolder } from './harness.ts';

test('a cluster stopped in good order is resumed from its disks with every entry', async () => {
  const first = await TestLab.start(5);
  for (let value = 0; value < 10; value++) await first.submit(`put k${value} ${value}`);
  await first.converged();
  const [before] = await first.call('cluster.inspect', {});
  await first.close({ keep: true });

  const second = new TestLab(first.folder);
  const { stored } = await second.call('lab.describe', {});
  expect(stored).toMatchObject([{ name: 'lab-1', nodes: 5 }]);
  await second.call('cluster.open', { name: 'lab-1' });
  expect(await second.submit('get k9')).toMatchObject({ result: '{"value":"9"}' });
  await second.converged();
  const [after] = await second.call('cluster.inspect', {});
  expect(after?.pairs).toEqual(before?.pairs);
  await second.close();
});

test('all nodes crash at once and come back with every acknowledged command', async () => {
  const lab = await TestLab.start(3);
  for (let round = 0; round < 3; round++) {
    await lab.submit(`put k${round} ${round}`);
    for (const node of ['S1', 'S2', 'S3']) await lab.call('node.crash', { node });
    for (const node of ['S1', 'S2', 'S3']) await lab.call('node.restart', { node });
  }
  for (let round = 0; round < 3; round++) {
    expect(await lab.submit(`get k${round}`)).toMatchObject({ result: `{"value":"${round}"}` });
  }
  await lab.close();
});

test('an unknown, damaged or doubly opened cluster is refused in a sentence, and nothing is changed', async () => {
  const folder = await testFolder();
  const lab = new TestLab(folder);
  await expect(lab.call('cluster.open', { name: 'nowhere' })).rejects.toThrow('no stored cluster called nowhere');
  await lab.call('cluster.create', { nodes: 1, name: 'one' });
  await expect(lab.call('cluster.create', { nodes: 1 })).rejects.toThrow('clusterRunning');
  const other = new TestLab(folder);
  await expect(other.call('cluster.create', { nodes: 1, name: 'one' })).rejects.toThrow('nameTaken');
  await expect(lab.call('node.crash', { node: 'S2' })).rejects.toThrow('There is no S2 in this cluster');
  await other.close({ keep: true });
  await lab.close();
});

test('two labs at once: the second takes other ports and says so', async () => {
  const first = await TestLab.start(3);
  const second = await TestLab.start(3);
  const { running } = await second.call('lab.describe', {});
  expect(running?.notices.join(' ')).toMatch(/Port 74\d\d is used by another program; S1 took \d+/);
  expect(await second.submit('put x 1')).toMatchObject({ status: 'ok' });
  await second.close();
  await first.close();
});
