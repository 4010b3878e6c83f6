/** The bug zoo: the simulator catches every historic mistake, and a scenario shows each to a class. */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { readScenario } from '../../core/scenario/language/read.ts';
import type { Scenario } from '../../core/scenario/language/scenario.ts';
import { runScenario } from '../../core/scenario/run.ts';
import { wishOf } from '../../core/scenario/target.ts';
import { simulateSeed } from '../../core/sim/simulate-seed.ts';
import { VirtualTarget } from '../../core/sim/virtual-target.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import type { Bug } from '../../core/zoo/bug.ts';
import { bugCalled, bugNamed, bugs } from '../../core/zoo/zoo.ts';
import { asTable, type Caught, hunt } from './hunt.ts';

const SEEDS = 300;

test('there are at least fourteen bugs, each with a name of its own, a sentence and a section', () => {
  expect(bugs.length).toBeGreaterThanOrEqual(14);
  expect(new Set(bugs.map(({ name }) => name)).size).toBe(bugs.length);
  for (const { name, title, paper } of bugs) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/);
    expect(title).toMatch(/^A server |^The |^A \w+ .*\.$/);
    expect(paper).not.toBe('');
  }
});

test('a bug is found by its name, and by no other', () => {
  for (const bug of bugs) expect(bugNamed(bug.name)).toBe(bug);
  expect(bugNamed('vote-saved')).toBeNull();
  expect(() => bugCalled('vote-saved')).toThrow('No bug is called vote-saved. There are: vote-not-saved,');
});

describe('the simulator catches', () => {
  const table: Caught[] = [];
  afterAll(() => console.log(asTable(table)));

  test.each(bugs)('$name: $title', { timeout: 120_000 }, (bug) => {
    const caught = hunt(bug, SEEDS);
    table.push(caught);
    expect(caught.checker).not.toBeNull();
    // The same seed with honest servers breaks nothing of the kind, so it is the bug that was caught.
    const honest = simulateSeed({ seed: caught.seed ?? 0 });
    expect(honest.violations.map(({ invariant }) => invariant)).not.toContain(caught.checker);
  });
});

describe('a scenario shows', () => {
  test.each(bugs)('$name', { timeout: 60_000 }, async (bug) => {
    const scenario = readZoo(bug);
    expect(scenario.cluster.bug).toBe(bug.name);
    expect(scenario.violation).toBeDefined();
    for (const seed of [1, 2, 3]) {
      const { verdict, why } = await run(scenario, seed);
      expect({ seed, verdict, why }).toEqual({ seed, verdict: 'passed', why: null });
    }
  });
});

describe('honest servers pass the same scenario', () => {
  test.each(bugs)('$name', { timeout: 60_000 }, async (bug) => {
    const { cluster, violation: _, ...rest } = readZoo(bug);
    const { bug: __, ...honest } = cluster;
    for (const seed of [1, 2, 3]) {
      const { verdict, why } = await run({ ...rest, cluster: honest }, seed);
      expect({ seed, verdict, why }).toEqual({ seed, verdict: 'passed', why: null });
    }
  });
});

test('the header of the trace names the bug, and that of an honest cluster names none', async () => {
  const events: TraceEvent[] = [];
  simulateSeed({ seed: 1, bug: bugCalled('vote-not-saved'), onEvent: (event) => events.push(event) });
  expect(events[0]).toMatchObject({ ev: 'trace.header', header: { config: { bug: 'vote-not-saved' } } });
  const honest: TraceEvent[] = [];
  simulateSeed({ seed: 1, steps: 1, onEvent: (event) => honest.push(event) });
  expect(honest[0]).not.toHaveProperty('header.config.bug');
});

test('a bug with a memory begins anew in every cluster', () => {
  const bug = bugCalled('applied-twice');
  const [one, other] = [bug.plant(), bug.plant()];
  one.firstMachine?.('S1').store.set('x', '1');
  expect(one.firstMachine?.('S1').store.get('x')).toBe('1');
  expect(other.firstMachine?.('S1').store.size).toBe(0);
});

function readZoo({ name }: Bug): Scenario {
  const read = readScenario(readFileSync(new URL(`../../scenarios/zoo/${name}.yaml`, import.meta.url), 'utf8'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.scenario;
}

function run(scenario: Scenario, seed: number) {
  const { world } = scenario;
  return runScenario(
    scenario,
    new VirtualTarget({ ...wishOf(scenario), seed, ...(world === undefined ? {} : { world }) }),
  );
}
