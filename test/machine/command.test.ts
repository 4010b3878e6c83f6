/** The text form of operations (§8). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatOperation, type Operation, parseOperation } from '../../core/machine/command.ts';

const key = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' });
const value = fc.string({ maxLength: 20, unit: 'binary' }).filter((text) => !/\p{Surrogate}/u.test(text));
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ op: fc.constantFrom('get', 'del'), key }),
  fc.record({ op: fc.constantFrom('put', 'append'), key, value }),
  fc.record({ op: fc.constant('cas'), key, from: value, to: value }),
);

function refusal(text: string): string {
  const parsed = parseOperation(text);
  return parsed.ok ? `accepted as ${formatOperation(parsed.operation)}` : parsed.message;
}

describe('the grammar of operations', () => {
  test.each<[string, Operation]>([
    ['put x 7', { op: 'put', key: 'x', value: '7' }],
    ['  get   x ', { op: 'get', key: 'x' }],
    ['del user:1/name', { op: 'del', key: 'user:1/name' }],
    ['cas x 6 7', { op: 'cas', key: 'x', from: '6', to: '7' }],
    ['append x abc', { op: 'append', key: 'x', value: 'abc' }],
    ['put "two words" ""', { op: 'put', key: 'two words', value: '' }],
    ['put x "say \\"hi\\"\\n"', { op: 'put', key: 'x', value: 'say "hi"\n' }],
    ['put __proto__ polluted', { op: 'put', key: '__proto__', value: 'polluted' }],
    ['put x größer!', { op: 'put', key: 'x', value: 'größer!' }],
  ])('%s is read', (text, expected) => {
    expect(parseOperation(text)).toEqual({ ok: true, operation: expected });
  });

  test('every operation has one text, which reads back as the same operation', () => {
    fc.assert(
      fc.property(operation, (original) => {
        const text = formatOperation(original);
        expect(parseOperation(text)).toEqual({ ok: true, operation: original });
      }),
    );
  });

  test('only words that are not plain stand in quotes', () => {
    expect(formatOperation({ op: 'put', key: 'a.b:c/@+-_9', value: 'x y' })).toBe('put a.b:c/@+-_9 "x y"');
    expect(formatOperation({ op: 'put', key: 'ü', value: '' })).toBe('put "ü" ""');
  });

  test.each([
    ['', /a command is one of: put KEY VALUE/],
    ['drop x', /a command is one of/],
    ['constructor x', /a command is one of/],
    ['put x', /write it as: put KEY VALUE/],
    ['get x y', /write it as: get KEY/],
    ['cas x 1', /write it as: cas KEY FROM TO/],
    ['put x "open', /cannot read the words from here on: "open/],
    ['put x a"b', /cannot read the words/],
    ['put x "a"b', /cannot read the words/],
    ['put x "\\q"', /cannot read the words/],
    ['put x a\nput y b', /cannot read the words/],
    ['get ""', /key is empty/],
    [`get ${'k'.repeat(1025)}`, /key is too long/],
    [`put x ${'v'.repeat(65_537)}`, /value is too long \(a value has at most 65536 bytes\)/],
    [`put x ${'é'.repeat(32_769)}`, /value is too long/],
    ['get \ud800', /not well-formed/],
    ['put x "\\udc00"', /not well-formed/],
    ['cas x "\\udc00" 1', /not well-formed/],
  ])('%j is refused with a sentence', (text, expected) => {
    expect(refusal(text)).toMatch(expected);
  });

  test('the longest key and value are accepted', () => {
    expect(parseOperation(`put ${'k'.repeat(1024)} ${'v'.repeat(65_536)}`).ok).toBe(true);
  });
});
