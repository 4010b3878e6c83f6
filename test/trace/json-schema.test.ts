/** The published JSON Schema is the code's, and an independent reader finds every recorded event valid by it. */
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { entryRecord, nodeState, wholeNumber } from '../../core/trace/common-schemas.ts';
import { traceEvent } from '../../core/trace/events.ts';
import { messageRecord } from '../../core/trace/message-schemas.ts';
import { sampleEvents } from './samples.ts';
import { stormEvents } from './storm.ts';

const file = join(import.meta.dirname, '../../docs/trace-event.v1.schema.json');

function publishedSchema(): Record<string, unknown> {
  const about = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Raftarium trace event, version 1',
    description: 'One line of a trace. Readers ignore fields and kinds they do not know.',
  };
  const schema = toJsonSchema(traceEvent, {
    target: 'draft-2020-12',
    definitions: { wholeNumber, nodeState, entryRecord, messageRecord },
    overrideAction: ({ valibotAction, jsonSchema }) =>
      valibotAction.type === 'safe_integer'
        ? { ...jsonSchema, type: 'integer', maximum: Number.MAX_SAFE_INTEGER }
        : null,
  });
  return { ...about, ...schema };
}

/** After a change of the schema: npx vitest run test/trace/json-schema.test.ts -u */
test('docs/trace-event.v1.schema.json is what the code says', async () => {
  await expect(`${JSON.stringify(publishedSchema(), null, 2)}\n`).toMatchFileSnapshot(file);
});

test('every kind of event, and every event of a storm, is valid by it', () => {
  const validate = new Ajv2020({ strict: false }).compile(publishedSchema());
  for (const event of [...sampleEvents(), ...stormEvents(9, 300)]) {
    validate(JSON.parse(JSON.stringify(event)));
    expect({ ev: event.ev, errors: validate.errors }).toEqual({ ev: event.ev, errors: null });
  }
});

test('it finds a wrong type, a missing counter and an unknown reason', () => {
  const validate = new Ajv2020({ strict: false }).compile(publishedSchema());
  const [event] = sampleEvents();
  expect(validate({ ...event, seq: '1' })).toBe(false);
  expect(validate({ ...event, n: undefined })).toBe(false);
  const ignored = sampleEvents().find(({ ev }) => ev === 'raft.ignore');
  expect(validate({ ...ignored, ignore: { from: 'S1', message: 'requestVote', why: 'tired' } })).toBe(false);
  expect(validate({ ...ignored, later: 'a field of a newer version' })).toBe(true);
});
