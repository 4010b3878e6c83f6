/** Membership changes of a real cluster under load: real ports, real files, and no command lost or doubled (§6, §7). */
import { afterEach, expect, test } from 'vitest';
import { Appenders } from '../acceptance/appenders.ts';
import { TestLab, testFolder } from './harness.ts';

let lab: TestLab | null = null;
let stopLoad = () => {};
afterEach(async () => {
  stopLoad();
  await lab?.close();
  lab = null;
});

async function given(nodes: number, rules: { snapshotAfterEntries?: number } = {}) {
  const started = new TestLab(await testFolder());
  lab = started;
  await started.call('cluster.create', { name: 'one', nodes, seed: 7, rules });
  await started.leader();
  const load = new Appenders((client, operation, done) => started.ask(client, operation, done), { clients: 4 });
  stopLoad = () => load.stop();
  load.start();
  return { lab: started, load };
}

/** Ends the load; then all voters hold exactly what was acknowledged. */
async function settle(lab: TestLab, load: Appenders, voters: readonly string[]): Promise<void> {
  load.stop();
  await lab.until('an answer to every command', () => load.isOver, 20_000);
  expect(load.troubles).toEqual([]);
  expect(load.answered).toBeGreaterThan(50);
  await lab.caughtUp();
  await holdAll(lab, load, voters);
}

async function holdAll(lab: TestLab, load: Appenders, voters: readonly string[]): Promise<void> {
  const { view } = lab;
  const commits = () => voters.map((id) => view.nodes.get(id)?.state).map((state) => state?.lastApplied ?? -1);
  const last = () => Math.max(...voters.map((id) => view.nodes.get(id)?.state.lastLogIndex ?? 0));
  await lab.until('everything applied by all voters', () => commits().every((index) => index === last()), 10_000);
  const truth = await lab.call('cluster.inspect', {});
  const running = truth.filter(({ id }) => voters.includes(id));
  expect(running.map(({ id }) => id).sort()).toEqual([...voters].sort());
  for (const { id, pairs, configuration } of running) {
    expect({ id, differences: load.differences(pairs) }).toEqual({ id, differences: [] });
    expect({ id, voters: configuration.voters }).toEqual({ id, voters });
  }
}

interface Truth {
  readonly leader: string | null;
  readonly voters: readonly string[];
}

/**
 * Asks again as a user would when an election came between (§6: no change before an entry of the leader's own term is
 * committed), until it has happened.
 */
async function insist(lab: TestLab, act: () => Promise<unknown>, isDone: (truth: Truth) => boolean): Promise<void> {
  const refusals: string[] = [];
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    await act().catch((error: unknown) => refusals.push(String(error)));
    const leader = await lab.leader(10_000);
    const voters = lab.view.nodes.get(leader)?.configuration.voters ?? [];
    if (isDone({ leader, voters })) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Refused again and again: ${refusals.join(' | ')}`);
}

async function add(lab: TestLab, node: string): Promise<void> {
  await insist(
    lab,
    () => lab.call('member.add', { node, as: 'voter' }),
    ({ voters }) => voters.includes(node),
  );
}

async function remove(lab: TestLab, node: string): Promise<void> {
  await insist(
    lab,
    () => lab.call('member.remove', { node }),
    ({ voters, leader }) => !voters.includes(node) && leader !== node,
  );
}

async function reopened(old: TestLab): Promise<TestLab> {
  await old.close({ keep: true });
  const next = new TestLab(old.folder);
  lab = next;
  await next.call('cluster.open', { name: 'one' });
  await next.leader(10_000);
  return next;
}

async function progress(lab: TestLab, load: Appenders, more = 20): Promise<void> {
  const goal = load.answered + more;
  await lab.until(`${more} more answers`, () => load.answered >= goal, 15_000);
}

test('6 three servers become five and three again under load, the leader among those that leave; all is there when it is opened again', {
  timeout: 60_000,
}, async () => {
  const { lab, load } = await given(3);
  await progress(lab, load);
  await add(lab, 'S4');
  await add(lab, 'S5');
  await progress(lab, load);
  const old = await lab.leader();
  await remove(lab, old);
  await progress(lab, load);
  const next = await lab.leader();
  const follower = ['S1', 'S2', 'S3'].find((id) => id !== old && id !== next) ?? 'S3';
  await remove(lab, follower);
  await progress(lab, load);
  const voters = ['S1', 'S2', 'S3', 'S4', 'S5'].filter((id) => id !== old && id !== follower);
  await settle(lab, load, voters);

  const again = await reopened(lab);
  const { running } = await again.call('lab.describe', {});
  expect(running?.nodes.map(({ id }) => id).sort()).toEqual(voters);
  expect(await again.submit('put after 1', 'c9')).toMatchObject({ status: 'ok' });
  await holdAll(again, load, voters);
  await expect(again.call('node.restart', { node: old })).rejects.toThrow('nodeUnknown');
});

test('7 a server that was away gets a snapshot, and then what came after it', { timeout: 60_000 }, async () => {
  const { lab, load } = await given(3, { snapshotAfterEntries: 30 });
  const leader = await lab.leader();
  const away = leader === 'S1' ? 'S2' : 'S1';
  await progress(lab, load);
  await lab.call('node.crash', { node: away });
  await progress(lab, load, 150);
  await lab.call('node.restart', { node: away });
  await lab.until('a snapshot installed there', () => lab.events.some((event) => isInstalled(event, away)), 10_000);
  await progress(lab, load);
  await settle(lab, load, ['S1', 'S2', 'S3']);
  const again = await reopened(lab);
  expect(await again.submit('put after 1', 'c9')).toMatchObject({ status: 'ok' });
  await holdAll(again, load, ['S1', 'S2', 'S3']);
});

test('3.10 the lead is handed over three times under load', { timeout: 60_000 }, async () => {
  const { lab, load } = await given(3);
  for (let turn = 0; turn < 3; turn++) {
    await progress(lab, load);
    const old = await lab.leader();
    const to = ['S1', 'S2', 'S3'].find((id) => id !== old) ?? 'S1';
    await insist(
      lab,
      () => lab.call('leader.transfer', { to }),
      ({ leader }) => leader === to,
    );
  }
  await progress(lab, load);
  await settle(lab, load, ['S1', 'S2', 'S3']);
});

test('6 a dead server is replaced under load by one on a port and in a folder of its own', {
  timeout: 60_000,
}, async () => {
  const { lab, load } = await given(3, { snapshotAfterEntries: 30 });
  await progress(lab, load, 60);
  const leader = await lab.leader();
  const dead = leader === 'S1' ? 'S2' : 'S1';
  await lab.call('node.crash', { node: dead });
  await insist(
    lab,
    () => lab.call('member.replace', { node: dead, by: 'S4' }),
    ({ voters }) => voters.includes('S4') && !voters.includes(dead),
  );
  await progress(lab, load);
  const voters = ['S1', 'S2', 'S3', 'S4'].filter((id) => id !== dead);
  await settle(lab, load, voters);
  const again = await reopened(lab);
  expect(await again.submit('put after 1', 'c9')).toMatchObject({ status: 'ok' });
  await holdAll(again, load, voters);
});

function isInstalled(event: TestLab['events'][number], node: string): boolean {
  return event.ev === 'log.compact' && event.node === node && event.compact.why === 'installed';
}
