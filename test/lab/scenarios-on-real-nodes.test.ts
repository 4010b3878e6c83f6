/** Every scenario file holds on real servers too: the same file that runs in virtual time. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RealTarget } from '../../core/lab/real-target.ts';
import { readScenario } from '../../core/scenario/language/read.ts';
import { runScenario } from '../../core/scenario/run.ts';
import { wishOf } from '../../core/scenario/target.ts';

const FOLDER = 'scenarios';
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

test.each(files)('%s', { timeout: 60_000 }, async (file) => {
  const read = readScenario(readFileSync(join(FOLDER, file), 'utf8'));
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const target = await RealTarget.open({ ...wishOf(read.scenario), seed: 11, version: 'test' });
  try {
    const report = await runScenario(read.scenario, target);
    expect(report).toMatchObject({ verdict: 'passed', why: null });
  } finally {
    await target.close();
  }
});
