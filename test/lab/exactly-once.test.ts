/** Ten thousand commands while one server after the other crashes: each takes effect exactly once (§8, thesis 6.3). */
import { expect, test } from 'vitest';
import { Dice } from '../../core/sim/dice.ts';
import { Appenders } from '../acceptance/appenders.ts';
import { RealCluster } from '../acceptance/real-cluster.ts';

const COMMANDS = 10_000;
const NODES = ['S1', 'S2', 'S3'];
/** Milliseconds. */
const CRASH_EVERY = 2000;
const DOWN_FOR = 1000;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Returns how many crashes there were when `isOver`. */
async function crashes(cluster: RealCluster, isOver: () => boolean): Promise<number> {
  const dice = new Dice(7, 'crashes');
  let count = 0;
  for (; !isOver(); count++) {
    const node = dice.pick(NODES);
    await sleep(CRASH_EVERY - DOWN_FOR);
    expect(await cluster.call('node.crash', { node })).toMatchObject({ ok: true });
    await sleep(DOWN_FOR);
    expect(await cluster.call('node.restart', { node })).toMatchObject({ ok: true });
  }
  return count;
}

test(`8 ${COMMANDS} appends of 8 clients, with a crash every ${CRASH_EVERY} ms, append exactly ${COMMANDS} times`, {
  timeout: 120_000,
}, async () => {
  // Snapshots on the way: the sessions must survive in them.
  const cluster = await RealCluster.open(NODES.length, { snapshotAfterEntries: 2000 });
  const load = new Appenders((client, operation, done) => cluster.ask(client, operation, done), {
    clients: 8,
    keys: 50,
    appends: COMMANDS,
  });
  try {
    load.start();
    const count = await crashes(cluster, () => load.isOver);
    await cluster.converged(20_000);
    expect(load.troubles).toEqual([]);
    expect(count).toBeGreaterThanOrEqual(3);
    for (const { id, pairs } of await cluster.pairs()) {
      expect({ id, differences: load.differences(pairs) }).toEqual({ id, differences: [] });
      expect(pairs.reduce((sum, [, value]) => sum + value.length, 0)).toBe(COMMANDS);
    }
    expect(cluster.violations).toEqual([]);
  } finally {
    load.stop();
    await cluster.target.close();
  }
});
