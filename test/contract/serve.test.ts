/** The one door into the lab: closed for what it does not know, and never thrown out of its hinges. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LabMethod, paramSchemas } from '../../core/contract/lab-api.ts';
import { serve } from '../../core/contract/serve.ts';
import { smallLab } from '../hosts/small-lab.ts';

function open(): { call: ReturnType<typeof serve>; lab: ReturnType<typeof smallLab>; defects: [unknown, LabMethod][] } {
  const lab = smallLab();
  const defects: [unknown, LabMethod][] = [];
  return { call: serve(lab.api, (error, method) => defects.push([error, method])), lab, defects };
}

function nested(depth: number): unknown {
  let value: unknown = {};
  for (let level = 0; level < depth; level += 1) value = { inner: value };
  return value;
}

describe('serve', () => {
  test('runs a known method with parsed parameters and hands its reply on', async () => {
    const { call, lab } = open();
    expect(await call('trace.note', { text: 'hello', more: 1 })).toEqual({ ok: true, value: null });
    expect(await call('node.crash', { node: 'S1' })).toMatchObject({ ok: false, error: { code: 'noCluster' } });
    expect(lab.reached).toEqual(['trace.note hello']);
  });

  test('knows no method but its own', async () => {
    const { call } = open();
    for (const method of ['', 'toString', '__proto__', 'constructor', 'hasOwnProperty', 'lab', 'lab.describe ']) {
      expect(await call(method, {})).toMatchObject({ ok: false, error: { code: 'badMethod' } });
    }
  });

  test('names the field that is wrong', async () => {
    const { call } = open();
    const reply = await call('network.partition', { groups: [['S1'], ['S2', 'X']] });
    expect(reply).toEqual({
      ok: false,
      error: {
        code: 'badParams',
        message: 'network.partition refuses its parameters: field groups.1.1: a node is called S1 … S99.',
      },
    });
    expect(await call('node.crash', {})).toMatchObject({ error: { message: expect.stringContaining('field node') } });
    expect(await call('node.crash', null)).toMatchObject({ error: { code: 'badParams' } });
  });

  test('answers a long text with a short sentence', async () => {
    const { call } = open();
    const reply = await call('cluster.create', { nodes: 'x'.repeat(100_000) });
    expect(JSON.stringify(reply).length).toBeLessThan(600);
  });

  test('looks at nothing that is deeper than 64 or has more than 10,000 values', async () => {
    const { call, lab } = open();
    for (const depth of [64, 1000, 1_000_000]) {
      expect(await call('lab.describe', nested(depth))).toMatchObject({ error: { code: 'badParams' } });
    }
    expect(await call('lab.describe', nested(60))).toMatchObject({ ok: true });
    expect(await call('lab.describe', { many: Array.from({ length: 10_001 }, () => 0) })).toMatchObject({ ok: false });
    const circle: { self?: unknown } = {};
    circle.self = circle;
    expect(await call('lab.describe', circle)).toMatchObject({ error: { code: 'badParams' } });
    let shared: unknown[] = [];
    for (let level = 0; level < 40; level += 1) shared = [shared, shared];
    expect(await call('lab.describe', { shared })).toMatchObject({ error: { code: 'badParams' } });
    expect(lab.reached).toEqual(['lab.describe']);
  });

  test('keeps a defect from the caller and reports it whole', async () => {
    const { call, defects } = open();
    const reply = await call('cluster.stop', {});
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(reply)).not.toContain('secret');
    expect(defects).toEqual([[new Error('secret detail of a defect'), 'cluster.stop']]);
  });

  test('answers whatever comes, and lets nothing through that does not fit', async () => {
    const { call, lab, defects } = open();
    const methods = Object.keys(paramSchemas).filter((method) => method !== 'cluster.stop');
    const method = fc.oneof(fc.constantFrom(...methods), fc.string());
    await fc.assert(
      fc.asyncProperty(
        method,
        fc.anything({ withNullPrototype: true, withSparseArray: true }),
        async (name, params) => {
          const reply = await call(name, params);
          if (!reply.ok) expect(['badMethod', 'badParams', 'noCluster']).toContain(reply.error.code);
        },
      ),
      { numRuns: 2000 },
    );
    expect(defects).toEqual([]);
    expect(lab.reached.every((line) => line === 'lab.describe' || line.startsWith('trace.note '))).toBe(true);
  });
});
