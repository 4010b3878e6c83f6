/** Any moment of a recorded run, reached over the keyframes in any order, is what the servers themselves said then. */
import { expect, test } from 'vitest';
import { defaultOptions } from '../../../core/raft/state.ts';
import { Dice } from '../../../core/sim/dice.ts';
import { Keyframes } from '../../../core/trace/keyframes/keyframes.ts';
import { type Account, differencesFromTruth } from '../../../core/trace/truth.ts';
import { FoldedStorm } from '../storm.ts';

const RUNS = 500;
const LOOKS = 20;
const STEPS = 240;

/** Far less than in the page, so that a short run has many keyframes too. */
const SPACING = 60;

interface Look {
  readonly seq: number;
  readonly truth: readonly Account[];
  /** Servers with a save under way: the effect of a heartbeat on their election timer is told with the answer. */
  readonly saving: ReadonlySet<string>;
}

/** Every second run has snapshots, and members that come and go. */
function stormOf(seed: number): FoldedStorm {
  if (seed % 2 === 1) return new FoldedStorm(seed);
  const raft = { ...defaultOptions, snapshotAfterEntries: 8, maxChunkLength: 300 };
  return new FoldedStorm(seed, raft).unsettle(new Dice(seed, 'members'));
}

/** Notes what the servers say of themselves at random moments. */
function watch(storm: FoldedStorm, dice: Dice): Look[] {
  const { cluster } = storm.virtual;
  const looks: Look[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    storm.run(dice.whole(1, (2 * STEPS) / LOOKS));
    const saving = [...cluster.members.values()].filter(({ node }) => (node?.state.pendingSaves.length ?? 0) > 0);
    looks.push({ seq: storm.view.seq, truth: cluster.inspect(), saving: new Set(saving.map(({ id }) => id)) });
  }
  return looks;
}

function differences(keyframes: Keyframes, { seq, truth, saving }: Look): string[] {
  const view = keyframes.at(seq);
  if (view.seq !== seq) return [`asked for ${seq}, shown ${view.seq}`];
  return truth.flatMap((account) => {
    const node = view.nodes.get(account.id);
    if (node === undefined) return [`${account.id} is not in the view`];
    return differencesFromTruth(node, account).filter(
      (difference) => !saving.has(account.id) || !/election(Deadline|Timeout)/.test(difference),
    );
  });
}

test(`1 in ${RUNS} simulated runs, at ${LOOKS} random moments each`, { timeout: 180_000 }, () => {
  let keyframesUsed = 0;
  const kinds = new Set<string>();
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const dice = new Dice(seed, 'looks');
    const storm = stormOf(seed);
    const looks = watch(storm, dice);
    const keyframes = new Keyframes(storm.events, SPACING);
    for (const event of storm.events) keyframes.hear(event);
    keyframesUsed += keyframes.count;
    for (const { ev } of storm.events) kinds.add(ev);
    const anyOrder = [...looks, ...looks].sort(() => dice.whole(-1, 1));
    for (const look of anyOrder) {
      expect({ seed, seq: look.seq, differences: differences(keyframes, look) }).toMatchObject({ differences: [] });
    }
  }
  expect(keyframesUsed).toBeGreaterThan(10 * RUNS);
  const harmed = ['node.crash', 'node.pause', 'log.restore', 'log.truncate', 'log.compact', 'raft.configuration'];
  expect(harmed.filter((kind) => !kinds.has(kind))).toEqual([]);
});
