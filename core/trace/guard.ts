/**
 * The schemas of the trace as quick tests: each answers what valibot's `is` answers, without the objects that it makes
 * for every field. A trace of a million events has forty million fields.
 */
import type * as v from 'valibot';

/** The few kinds of valibot schema that the trace is written in. Another kind does not compile until it is added here. */
export type PlainSchema =
  | { readonly type: 'object'; readonly entries: Readonly<Record<string, PlainSchema>> }
  | { readonly type: 'array'; readonly item: PlainSchema }
  | { readonly type: 'tuple'; readonly items: readonly PlainSchema[] }
  | { readonly type: 'nullable' | 'optional'; readonly wrapped: PlainSchema }
  | { readonly type: 'string' | 'boolean' }
  | { readonly type: 'number'; readonly pipe?: readonly NumberRule[] }
  | { readonly type: 'literal'; readonly literal: unknown }
  | { readonly type: 'picklist'; readonly options: readonly unknown[] };

type NumberRule =
  | { readonly type: 'number' | 'safe_integer' }
  | { readonly type: 'min_value'; readonly requirement: number };

type Test = (value: unknown) => boolean;

/** `schema` is walked once; what is returned is for every value. */
export function guardOf<Schema extends PlainSchema & v.GenericSchema>(schema: Schema) {
  const test = testOf(schema);
  return (value: unknown): value is v.InferOutput<Schema> => test(value);
}

function testOf(schema: PlainSchema): Test {
  switch (schema.type) {
    case 'object':
      return objectTest(schema.entries);
    case 'array':
      return arrayTest(testOf(schema.item));
    case 'tuple':
      return tupleTest(schema.items.map(testOf));
    case 'nullable':
      return orElse(null, testOf(schema.wrapped));
    case 'optional':
      return orElse(undefined, testOf(schema.wrapped));
    case 'string':
      return (value) => typeof value === 'string';
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'number':
      return numberTest(schema.pipe ?? []);
    case 'literal':
      return oneOf([schema.literal]);
    case 'picklist':
      return oneOf(schema.options);
    default:
      return schema satisfies never;
  }
}

interface Field {
  readonly test: Test;
  readonly isRequired: boolean;
}

/** Goes by the fields that are there: of a message's forty, most messages have a dozen. */
function objectTest(entries: Readonly<Record<string, PlainSchema>>): Test {
  const fields = new Map<string, Field>();
  for (const [key, schema] of Object.entries(entries)) {
    fields.set(key, { test: testOf(schema), isRequired: schema.type !== 'optional' });
  }
  const required = [...fields.values()].filter(({ isRequired }) => isRequired).length;
  return (value) => {
    if (!isRecord(value)) return false;
    let met = 0;
    for (const key in value) {
      const field = fields.get(key);
      if (field === undefined) continue;
      if (!field.test(value[key])) return false;
      if (field.isRequired) met += 1;
    }
    return met === required;
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function arrayTest(item: Test): Test {
  return (value) => Array.isArray(value) && value.every(item);
}

function tupleTest(items: readonly Test[]): Test {
  return (value) => Array.isArray(value) && items.every((item, at) => item(value[at]));
}

function orElse(other: null | undefined, test: Test): Test {
  return (value) => value === other || test(value);
}

function oneOf(options: readonly unknown[]): Test {
  const known = new Set(options);
  return (value) => known.has(value);
}

function numberTest(rules: readonly NumberRule[]): Test {
  const isWhole = rules.some(({ type }) => type === 'safe_integer');
  const bounds = rules.flatMap((rule) => (rule.type === 'min_value' ? [rule.requirement] : []));
  const least = Math.max(Number.NEGATIVE_INFINITY, ...bounds);
  const isRight: Test = isWhole ? Number.isSafeInteger : (value) => !Number.isNaN(value);
  return (value) => typeof value === 'number' && isRight(value) && value >= least;
}
