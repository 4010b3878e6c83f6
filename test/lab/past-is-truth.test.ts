/** Any moment of a recorded run of real nodes, reached over the keyframes, is what the nodes themselves said then. */
import { expect, test } from 'vitest';
import { Dice } from '../../core/sim/dice.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import { Keyframes } from '../../core/trace/keyframes/keyframes.ts';
import { type Account, differencesFromTruth } from '../../core/trace/truth.ts';
import { TestLab, testFolder } from './harness.ts';

const RUNS = 50;
const AT_ONCE = 5;
const LOOKS = 20;
const NODES = ['S1', 'S2', 'S3'] as const;

interface Look {
  readonly seq: number;
  readonly truth: readonly Account[];
}

/** One thing that a user may do; what cannot be done now is refused, which is an answer like any other. */
async function harm(lab: TestLab, dice: Dice): Promise<void> {
  const down = [...lab.view.nodes.values()].find(({ status }) => status === 'down');
  if (down !== undefined && dice.happens(0.5)) {
    await lab.call('node.restart', { node: down.id });
    return;
  }
  const node = dice.pick(NODES);
  const deeds = [
    () => lab.call('node.crash', { node }),
    () => lab.call('node.pause', { node }),
    () => lab.call('node.resume', { node }),
    () => lab.call('network.isolate', { node }),
    () => lab.call('network.heal', {}),
    () => lab.call('node.timeout', { node }),
    () => lab.call('node.snapshot', { node }),
  ];
  await dice
    .pick(deeds)()
    .catch(() => {});
}

/** About half a second of writes and harm, looked at now and then. */
async function live(
  seed: number,
): Promise<{ readonly events: readonly TraceEvent[]; readonly looks: readonly Look[] }> {
  const dice = new Dice(seed, 'real');
  const lab = new TestLab(await testFolder());
  await lab.call('cluster.create', { nodes: NODES.length, seed, rules: { snapshotAfterEntries: 5 } });
  const looks: Look[] = [];
  while (looks.length < LOOKS) {
    await new Promise((resolve) => setTimeout(resolve, dice.whole(2, 40)));
    const look = await lab.look();
    if (look !== null) looks.push(look);
    lab.ask(dice.pick(['c1', 'c2']), `put x ${looks.length}`, () => {});
    if (dice.happens(0.3)) await harm(lab, dice);
  }
  await lab.until('the events of the last look', () => lab.view.seq >= (looks.at(-1)?.seq ?? 0));
  const events = [...lab.events];
  await lab.close();
  return { events, looks };
}

/** The effect of a heartbeat on the election timer is told with the answer, which waits for a save that is under way. */
function isToldLater(difference: string, id: string, later: readonly TraceEvent[]): boolean {
  if (!/election(Deadline|Timeout)/.test(difference)) return false;
  const next = later[0]?.t ?? Number.POSITIVE_INFINITY;
  const end = later.find(({ node, ev }) => node === id && (ev === 'node.persist' || ev === 'node.crash'));
  return end === undefined || end.ev !== 'node.persist' || end.t - end.persist.micros <= next;
}

function differences(keyframes: Keyframes, { seq, truth }: Look, events: readonly TraceEvent[]): string[] {
  const view = keyframes.at(seq);
  if (view.seq !== seq) return [`asked for ${seq}, shown ${view.seq}`];
  const later = events.slice(seq);
  return truth.flatMap((account) => {
    const node = view.nodes.get(account.id);
    if (node === undefined) return [`${account.id} is not in the view`];
    const all = differencesFromTruth(node, account);
    return all.filter((difference) => !isToldLater(difference, account.id, later));
  });
}

async function judge(seed: number): Promise<Set<string>> {
  const { events, looks } = await live(seed);
  const keyframes = new Keyframes(events, 60);
  for (const event of events) keyframes.hear(event);
  const dice = new Dice(seed, 'order');
  const anyOrder = [...looks].sort(() => dice.whole(-1, 1));
  const wrong = anyOrder.flatMap((look) => differences(keyframes, look, events));
  expect({ seed, looks: looks.length, wrong }).toEqual({ seed, looks: LOOKS, wrong: [] });
  return new Set(events.map(({ ev }) => ev));
}

test(`1 in ${RUNS} runs of real nodes, at ${LOOKS} random moments each`, { timeout: 240_000 }, async () => {
  const seeds = Array.from({ length: RUNS }, (_, place) => place + 1);
  const kinds = new Set<string>();
  const work = async (): Promise<void> => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      for (const kind of await judge(seed)) kinds.add(kind);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const harmed = ['node.crash', 'node.pause', 'log.restore', 'log.compact', 'fault.isolate', 'client.ok'];
  expect(harmed.filter((kind) => !kinds.has(kind))).toEqual([]);
});
