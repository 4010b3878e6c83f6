/** raftarium run: a scenario file in both worlds, its report, its trace, and what is said about a file that is wrong. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, temporaryFolder } from './program.ts';

const firstLeader = 'scenarios/5.2-A01-first-leader.yaml';

describe('raftarium run', () => {
  test('passes a scenario in virtual time, and tells the steps while it runs', async () => {
    const { code, out, said } = await run('run', firstLeader);
    expect(code).toBe(0);
    expect(out).toMatch(/: passed, \d+ steps in [\d.]+ s of the lab's clock\.$/m);
    expect(said).toMatch(/^1\/\d+ /m);
  });

  test('reports as JSON, the same for the same seed', async () => {
    const [one, other] = await Promise.all([
      run('run', firstLeader, '--seed', '3', '--json'),
      run('run', firstLeader, '--seed', '3', '--json'),
    ]);
    expect(one.out).toBe(other.out);
    const report: unknown = JSON.parse(one.out);
    expect(report).toMatchObject({ verdict: 'passed', why: null });
  });

  test('performs the same file on real servers', { timeout: 60_000 }, async () => {
    const { code, out } = await run('run', firstLeader, '--real');
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/: passed/) });
  });

  test('keeps the trace where it is told to', async () => {
    const folder = join(temporaryFolder(), 'trace');
    expect((await run('run', firstLeader, '--trace', folder)).code).toBe(0);
    expect(readdirSync(folder)).toEqual(['events-000001.jsonl', 'manifest.json']);
    const exported = join(temporaryFolder(), 'events.csv');
    expect((await run('export', folder, '--to', 'csv', '-o', exported)).code).toBe(0);
  });

  test('ends with 1 when an expectation fails, and says which', async () => {
    const { code, out } = await run('run', scenario('- expect: { leader: any }'));
    expect({ code, out }).toEqual({ code: 1, out: expect.stringMatching(/failed at step 1/) });
  });

  test('ends with 2 when the limit of the scenario was reached', async () => {
    const { code, out } = await run('run', scenario('- pause: 5000'));
    expect({ code, out }).toEqual({ code: 2, out: expect.stringMatching(/undecided at step 1/) });
  });

  test.each([
    ['a missing file', () => 'no-such.yaml', /no-such\.yaml cannot be read/],
    ['a file that is no scenario', () => 'package.json', /package\.json is not a scenario:\n {2}line/],
  ])('refuses %s', async (_what, path, sentence) => {
    const { code, out, said } = await run('run', path());
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(said).toMatch(sentence);
  });

  test('takes the seed of the scenario, unless another one is given', async () => {
    const path = scenario('- pause: 1000', 'seed: 3');
    const [own, same, other] = await Promise.all(
      [['--json'], ['--json', '--seed', '3'], ['--json', '--seed', '4']].map((more) => traceOf(path, more)),
    );
    expect(own).toBe(same);
    expect(own).not.toBe(other);
  });

  test('passes a scenario about a violation only when that is found', async () => {
    const { code, out } = await run('run', scenario('- pause: 500', 'violation: Election Safety'));
    expect({ code, out }).toEqual({
      code: 1,
      out: expect.stringMatching(/failed at Election Safety was not violated/),
    });
  });

  test('refuses both worlds at once', async () => {
    expect(await run('run', firstLeader, '--sim', '--real')).toMatchObject({
      code: 2,
      said: expect.stringMatching(/one of --sim and --real/),
    });
  });
});

async function traceOf(path: string, more: readonly string[]): Promise<string> {
  const folder = join(temporaryFolder(), 'trace');
  await run('run', path, '--trace', folder, ...more);
  return readFileSync(join(folder, 'events-000001.jsonl'), 'utf8');
}

function scenario(step: string, more = ''): string {
  const path = join(temporaryFolder(), 'scenario.yaml');
  const lines = [
    'name: Short',
    'about: One step.',
    'paper: "5.2"',
    'cluster: { nodes: 3 }',
    'limitSeconds: 1',
    more,
    `steps:\n  ${step}`,
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}
