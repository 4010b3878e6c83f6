/** The fold of the trace equals the real state of the nodes that wrote it, whatever was done to them. */
import { expect, test } from 'vitest';
import { differencesFromTruth } from '../../core/trace/truth.ts';
import { TestLab } from './harness.ts';

/** Asks in a moment at which nothing was recorded between the question, the answer and the view. */
async function compare(lab: TestLab): Promise<string[]> {
  for (let attempt = 0; attempt < 100; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = lab.view.seq;
    const truth = await lab.call('cluster.inspect', {});
    const { lastSeq } = await lab.call('trace.read', { fromSeq: 1, limit: 1 });
    if (lastSeq !== before || lab.view.seq !== before) continue;
    return truth.flatMap((node) => {
      const view = lab.view.nodes.get(node.id);
      return view === undefined ? [`${node.id} is not in the view`] : differencesFromTruth(view, node);
    });
  }
  throw new Error('the cluster never came to rest');
}

test('at rest, after elections, commands, crashes, restarts, pauses and partitions', async () => {
  const lab = await TestLab.start(5);
  await lab.submit('put x 1');
  const leader = await lab.leader();
  await lab.call('node.crash', { node: leader });
  await lab.submit('put y 2');
  await lab.call('network.partition', {
    groups: [
      ['S1', 'S2', 'S3'],
      ['S4', 'S5'],
    ],
  });
  await lab.call('node.restart', { node: leader });
  await lab.submit('append y 3');
  await lab.call('node.pause', { node: 'S4' });
  await lab.call('clock.pace', { mode: 'step' });
  for (let moves = 0; moves < 30; moves++) await lab.call('message.next', {});
  expect(await compare(lab)).toEqual([]);
  await lab.call('node.resume', { node: 'S4' });
  await lab.call('network.heal', {});
  await lab.call('clock.pace', { mode: 'real' });
  await lab.submit('put z 4');
  await lab.converged();
  await lab.call('clock.pace', { mode: 'step' });
  expect(await compare(lab)).toEqual([]);
  await lab.close();
});
