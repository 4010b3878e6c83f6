/** The published JSON Schema, which editors use, and the code agree. After a change: vitest run test/scenario -u */
import { readdirSync, readFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { condition } from '../../core/scenario/language/condition.ts';
import { selector } from '../../core/scenario/language/names.ts';
import { readScenario } from '../../core/scenario/language/read.ts';
import { publishedScenario } from '../../core/scenario/language/scenario.ts';

const folder = new URL('../../scenarios/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

/** What JSON Schema cannot say, such as that a condition is not empty, is left to the reader. */
const schema: { readonly [keyword: string]: unknown } = {
  ...toJsonSchema(publishedScenario, { typeMode: 'input', errorMode: 'ignore', definitions: { condition, selector } }),
};

function textOf(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

test('the published schema is the one of the code', async () => {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../scenarios/scenario.schema.json');
});

describe('every scenario', () => {
  const valid = new Ajv({ strict: false }).compile(schema);

  test('there are at least ten', () => {
    expect(files.length).toBeGreaterThanOrEqual(10);
  });

  test.each(files)('%s can be read, and the published schema accepts it', (name) => {
    const text = textOf(name);
    expect(readScenario(text)).toMatchObject({ ok: true });
    expect(valid(parse(text)), JSON.stringify(valid.errors)).toBe(true);
  });

  test('names of files tell the section of the paper that the scenario names', () => {
    for (const name of files) {
      const read = readScenario(textOf(name));
      expect(read.ok && name.startsWith(`${read.scenario.paper}-`), name).toBe(true);
    }
  });
});

test.each([
  'steps: [{ jump: 3 }]',
  'steps: [{ call: node.crash, node: S1, force: true }]',
  'steps: [{ wait: { leeder: any }, withinMs: 5 }]',
])('the published schema refuses %s', (steps) => {
  const head = "name: T\nabout: T.\npaper: '5'\ncluster: { nodes: 3 }\nlimitSeconds: 1\n";
  expect(new Ajv({ strict: false }).validate(schema, parse(`${head}${steps}`))).toBe(false);
});
