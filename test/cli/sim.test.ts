/** raftarium sim: one line of JSON, the same hash for the same seeds, a good end on Ctrl-C, sentences for mistakes. */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { run, start } from './program.ts';

describe('raftarium sim', () => {
  test('prints its figures as one line of JSON, the same for the same seeds but for its speed', async () => {
    const [one, other] = await Promise.all([
      run('sim', '--seeds', '3', '--from', '5', '--json'),
      run('sim', '--seeds', '3', '--from', '5', '--json'),
    ]);
    expect([one.code, other.code]).toEqual([0, 0]);
    const [figures, again]: Record<string, unknown>[] = [JSON.parse(one.out), JSON.parse(other.out)];
    expect(figures).toMatchObject({
      seeds: 3,
      steps: expect.any(Number),
      stepsPerSecond: expect.any(Number),
      violations: [],
      idle: [],
      coverage: {
        faults: { crash: { times: expect.any(Number), seeds: expect.any(Number) } },
        notes: expect.anything(),
      },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect({ ...again, stepsPerSecond: null }).toEqual({ ...figures, stepsPerSecond: null });
  });

  test('says in words what it found, what it met, and which faults never hit', async () => {
    const { code, out } = await run('sim', '--seeds', '2', '--nodes', '3');
    expect(code).toBe(0);
    expect(out).toMatch(/^2 seeds from 1 on, \d+ checked steps, \d+ events: no violation\.$/m);
    expect(out).toMatch(/^\d+ checked steps per second; after the faults everything was well within \d+ ms\.$/m);
    expect(out).toMatch(/^ {2}log\.append proposal +\d+ +100 %/m);
    expect(out).toMatch(/^Faults that never hit: .+\.$/m);
  });

  test('ends after the running seed when interrupted, with what it has, and decides nothing', async () => {
    const running = start('sim', '--seeds', '1000000');
    const { stderr } = running.child;
    if (stderr === null) throw new Error('the program has no standard error');
    await once(stderr, 'data');
    running.child.kill('SIGINT');
    const { code, out, said } = await running.ended;
    expect(code).toBe(2);
    expect(out).toMatch(/no violation/);
    expect(said).toMatch(/Interrupted after \d+ of 1000000 seeds/);
  });

  test.each([
    [['--seeds', 'many'], /--seeds takes a whole number/],
    [['--nodes', '10'], /--nodes takes a whole number from 1 to 9/],
    [['5'], /"5" is not an option/],
  ])('refuses %j', async (args, sentence) => {
    const { code, out, said } = await run('sim', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(said).toMatch(sentence);
  });
});
