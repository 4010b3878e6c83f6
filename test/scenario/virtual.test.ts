/** Every scenario passes in virtual time, whatever the seed; real servers run the same files elsewhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readScenario } from '../../core/scenario/language/read.ts';
import type { ScenarioReport } from '../../core/scenario/report.ts';
import { runScenario } from '../../core/scenario/run.ts';
import { wishOf } from '../../core/scenario/target.ts';
import { VirtualTarget } from '../../core/sim/virtual-target.ts';

const folder = new URL('../../scenarios/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const seeds = Array.from({ length: 4 }, (_, at) => at + 1);

function run(text: string, seed: number): Promise<ScenarioReport> {
  const read = readScenario(text);
  if (!read.ok) {
    throw new Error(read.problems.join('\n'));
  }
  return runScenario(read.scenario, new VirtualTarget({ ...wishOf(read.scenario), seed }));
}

test.each(files)('%s', { timeout: 60_000 }, async (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  for (const seed of seeds) {
    const { verdict, why } = await run(text, seed);
    expect({ seed, verdict, why }).toEqual({ seed, verdict: 'passed', why: null });
  }
});

test('the same seed gives the same report', async () => {
  const text = readFileSync(new URL('5.2-A02-leader-loss-and-return.yaml', folder), 'utf8');
  expect(await run(text, 7)).toEqual(await run(text, 7));
});

test('a scenario that expects what Raft forbids fails', async () => {
  const text = readFileSync(new URL('5.3-B07-no-agreement-without-majority.yaml', folder), 'utf8');
  const impossible = text.replace('expect: ok', 'expect: refused');
  expect(impossible).not.toBe(text);
  expect((await run(impossible, 1)).verdict).toBe('failed');
});
