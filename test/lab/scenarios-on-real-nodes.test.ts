/** Scenario files hold on real servers too: the same files that run in virtual time. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RealTarget } from '../../core/lab/real-target.ts';
import { readScenario } from '../../core/scenario/language/read.ts';
import { runScenario } from '../../core/scenario/run.ts';
import { wishOf } from '../../core/scenario/target.ts';

const FOLDER = 'scenarios';

/** `raftarium run FILE --real` performs these as well; here they would take too long, or measure the machine. */
const onlyInVirtualTime: Readonly<Record<string, readonly string[]>> = {
  'it goes on for more than five seconds': [
    ...['9.6-A09-rejoiner-with-pre-vote', '6.2-A12-one-way-deaf-leader', '5.2-A14-majorities-ring'],
    ...['5.4.2-B13-figure-8-run', '5.4-B22-three-of-seven-dead', '5.2-D08-one-direction-of-one-link'],
    ...['5.4.2-D02-figure-8-unreliable', '5.4-D03-churn', '5.4-D05-leader-partitions', '5.4-D06-repartition'],
    ...['5.4-D09-bridge', '5.4-D15-swizzle-clog', '5.6-D16-slow-network', '9.6-D19-flapping-link'],
    '5.2-A15-slow-votes',
  ],
  'its budget or its quiet leader is one of an idle machine, and tests run beside it': [
    ...['5.2-A18-heartbeat-budget', '5.3-B03-message-count', '10.2-B17-stalled-follower'],
    ...['5.3-B20-uncommitted-limit', '5.3-B21-commit-index-carried'],
    '3.10-A16-leadership-transfer',
  ],
};

const left = Object.values(onlyInVirtualTime).flat();
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

describe('on real servers', () => {
  test.concurrent.each(files.filter((file) => !left.includes(file.replace('.yaml', ''))))(
    '%s',
    { timeout: 120_000 },
    async (file) => {
      const read = readScenario(readFileSync(join(FOLDER, file), 'utf8'));
      if (!read.ok) throw new Error(JSON.stringify(read.problems));
      const target = await RealTarget.open({ ...wishOf(read.scenario), seed: 11, version: 'test' });
      try {
        const report = await runScenario(read.scenario, target);
        expect(report).toMatchObject({ verdict: 'passed', why: null });
      } finally {
        await target.close();
      }
    },
  );

  test('what is left out is there', () => {
    expect(left.filter((name) => !files.includes(`${name}.yaml`))).toEqual([]);
  });
});
