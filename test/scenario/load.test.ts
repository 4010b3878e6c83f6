/** Clients that ask on their own while a scenario goes on, on a target driven by hand. */
import { describe, expect, test } from 'vitest';
import type { Reply } from '../../core/contract/lab-api.ts';
import { led, run } from './perform.ts';
import { ScriptedTarget } from './target.ts';
import { viewOf } from './views.ts';

const ok = ended('ok');

function ended(status: string): Reply<unknown> {
  return { ok: true, value: { status, result: null, index: 1, why: null } };
}

function perform(target: ScriptedTarget, ...steps: readonly string[]) {
  return run(target, steps.map((step) => `  - ${step}\n`).join(''));
}

const stop = (expected: string) => `stopLoad: { withinMs: 500, ${expected} }`;

describe('a load', () => {
  test('asks on while other steps go on: each client one thing at a time, in turn', async () => {
    const target = new ScriptedTarget(led(), () => ({ afterMs: 10, reply: ok }));
    const load = 'load: { clients: 2, count: 2, keys: 2, operations: ["put {key} {client}.{n}", "get {key}"] }';
    const report = await perform(target, load, 'pause: 5', stop('ok: { equals: 4 }'));
    expect(report).toMatchObject({ verdict: 'passed', why: null });
    expect(target.calls.map(([, params]) => params)).toEqual([
      { client: 'c101', operation: 'put k1 c101.1' },
      { client: 'c102', operation: 'get k1' },
      { client: 'c101', operation: 'get k1' },
      { client: 'c102', operation: 'put k2 c102.2' },
    ]);
    expect(report.steps[2]?.detail).toBe('4 ok, 0 refused, 0 unknown');
  });

  test('without a count ends with stopLoad, thinks in between, and waits for the last outcome', async () => {
    const target = new ScriptedTarget(led(), () => ({ afterMs: 10, reply: ok }));
    const report = await perform(target, 'load: { thinkMs: 10 }', 'pause: 45', stop('ok: { equals: 3 }'));
    expect(report).toMatchObject({ verdict: 'passed', tookMs: 50 });
  });

  test('with a time asks until then, whoever waits for its end', async () => {
    const target = new ScriptedTarget(led(), () => ({ afterMs: 10, reply: ok }));
    const report = await perform(target, 'load: { forMs: 25 }', stop('ok: { equals: 3 }'));
    expect(report).toMatchObject({ verdict: 'passed', tookMs: 30 });
  });

  test.each<[string, Reply<unknown> | 'never', string]>([
    ['unknown: { equals: 0 }', ended('unknown'), 'the number of operations that ended unknown is 1, not 0'],
    ['ok: { atLeast: 2 }', ok, 'the number of operations that ended ok is 1, not at least 2'],
    ['ok: { equals: 1 }', 'never', 'not every outcome has come after 500 ms: 0 ok, 0 refused, 0 unknown'],
  ])('%s fails for %j', async (expected, reply, detail) => {
    const report = await perform(new ScriptedTarget(led(), () => reply), 'load: { count: 1 }', stop(expected));
    expect(report.steps[1]).toMatchObject({ status: 'failed', detail });
  });

  test('what was acknowledged must stand in the log where the client was told', async () => {
    const view = viewOf({ S1: { committed: 1, log: ['put x 1'] } });
    const report = await perform(new ScriptedTarget(view, () => ok), 'load: { count: 1 }', stop('ok: { equals: 1 }'));
    expect(report.steps[1]?.detail).toBe('"put k1 c101.1" was acknowledged at 1, where S1 has another');
  });

  test('is the only one, and must have been started', async () => {
    const twice = await perform(new ScriptedTarget(led(), () => 'never'), 'load: { count: 1 }', 'load: { count: 1 }');
    expect(twice.why).toMatch(/a load is under way already/);
    expect((await perform(new ScriptedTarget(), stop('ok: { equals: 0 }'))).why).toMatch(/no load is under way$/);
  });
});
