/** A trace of the first release, with an event of every kind and reason it knew, is read as well as ever. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { exporters } from '../../core/trace/exporters/exporters.ts';
import { operationKey } from '../../core/trace/operation-key.ts';
import { parseLine } from '../../core/trace/parse.ts';
import { applyEvent, createView } from '../../core/trace/view.ts';
import { sentence } from '../../core/trace/words.ts';
import { explain } from '../../core/why/ask.ts';
import { Past } from '../../core/why/past.ts';
import { questionsAbout } from '../../core/why/subjects.ts';
import { TraceIndex } from '../../core/why/trace-index.ts';

const text = readFileSync(join(import.meta.dirname, 'first-release.jsonl'), 'utf8');
const lines = text.trimEnd().split('\n');

function parsed() {
  return lines.map((line) => {
    const result = parseLine(line);
    if (result.kind !== 'event') throw new Error(`${JSON.stringify(result)}: ${line}`);
    return result.event;
  });
}

test('every line is an event, with a sentence, and written again it is the same text', () => {
  const events = parsed();
  expect(events).toHaveLength(94);
  for (const event of events) expect(sentence(event)).not.toMatch(/undefined|null|NaN|object/);
  expect([...exporters.jsonl.write(events)].join('')).toBe(text);
});

test('it is valid by the schema that is published today', () => {
  const file = join(import.meta.dirname, '../../docs/trace-event.v1.schema.json');
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(file, 'utf8')));
  for (const line of lines) {
    validate(JSON.parse(line));
    expect({ line, errors: validate.errors }).toEqual({ line, errors: null });
  }
});

test('its log is whole, its members are those of the header, and its operations find their outcomes', () => {
  const view = createView();
  for (const event of parsed()) applyEvent(view, event);
  const node = view.nodes.get('S1');
  expect([node?.snapshotIndex, node?.snapshotTerm, node?.configuration.voters]).toEqual([0, 0, ['S1', 'S2', 'S3']]);
  expect(view.operations.get('c1')?.map(({ status }) => status)).toEqual(['unknown']);
});

test('8 an operation without an id is named by client, session and serial, in every event and in questions', () => {
  const events = parsed();
  const view = createView();
  for (const event of events) applyEvent(view, event);
  const told = events.flatMap((event) => ('op' in event ? [event] : []));
  expect(told.every(({ op }) => op.id === undefined)).toBe(true);
  expect(new Set(told.map(operationKey))).toEqual(new Set(['c1 c1-1 3']));
  expect(told.map((event) => operationKey({ ...event, node: 'c2' }))).not.toContain('c1 c1-1 3');
  const past = new Past(new TraceIndex(events), view);
  for (const { seq } of told) {
    const [question] = questionsAbout(past, { kind: 'event', seq });
    expect(question).toEqual({ ask: 'operation', client: 'c1', id: 'c1 c1-1 3' });
    expect(question === undefined ? null : explain(past, question).holds).toMatchObject({ session: 'c1-1', serial: 3 });
  }
});
