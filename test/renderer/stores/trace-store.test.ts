/** However few events stay parsed, all of them are there. */
import { expect, test } from 'vitest';
import { encoded } from '../../../renderer/reading/lines.ts';
import { TraceStore } from '../../../renderer/stores/trace-store.ts';
import { record } from '../../trace/samples.ts';

const many = record(
  Array.from({ length: 90_000 }, (_, at) => ({ node: 'lab', ev: 'note', note: { text: `€ ${at}` } })),
);
const lines = many.map((event) => JSON.stringify(event));

test.each([
  ['with the lines they were read from', lines],
  ['as they came', null],
])('%s, a hundred thousand events are there in any order', (_name, given) => {
  const store = new TraceStore();
  for (let from = 0; from < many.length; from += 777) {
    const some = many.slice(from, from + 777);
    if (given === null) store.append(some);
    else store.appendRead(some, encoded(given.slice(from, from + 777)));
  }
  expect(store.length).toBe(many.length);
  for (let step = 0; step < 3000; step += 1) {
    const at = (step * 7919) % many.length;
    expect(JSON.parse(store.lineAt(at) ?? '')).toEqual(many[at]);
    expect(store.at(at)).toEqual(many[at]);
    // A block that was parsed, let go and parsed again.
    expect(store.at(at % 500)).toEqual(many[at % 500]);
  }
  expect(store.at(-1)).toBeUndefined();
  expect(store.at(many.length)).toBeUndefined();
  expect(store.lineAt(-1)).toBeUndefined();
  expect(store.lineAt(many.length)).toBeUndefined();
});

test('times are found without the events', () => {
  const store = new TraceStore();
  store.appendRead(many.slice(0, 3000), encoded(lines.slice(0, 3000)));
  expect(store.timeAt(2)).toBe(300);
  expect(store.firstAt(250)).toBe(2);
  expect(store.firstAt(Number.POSITIVE_INFINITY)).toBe(3000);
});

test('after another run has begun nothing is left of the one before', () => {
  const store = new TraceStore();
  store.appendRead(many.slice(0, 3000), encoded(lines.slice(0, 3000)));
  const { generation } = store;
  store.clear();
  expect(store.length).toBe(0);
  expect(store.at(0)).toBeUndefined();
  expect(store.generation).not.toBe(generation);
  store.append(many.slice(5, 7));
  expect(store.at(0)).toEqual(many[5]);
});
