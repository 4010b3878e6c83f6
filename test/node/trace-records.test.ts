/** What a server writes into the trace is all that happened, in the words of the published schema. */
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { messageRecord } from '../../core/node/message-record.ts';
import { messageRecord as messageSchema } from '../../core/trace/message-schemas.ts';
import { chunk, honest } from '../transport/honest.ts';

test('every message is told with fields the schema knows, and none of its own is left out but for the data', () => {
  for (const [, { id, body }] of honest) {
    const record = messageRecord(id, body);
    expect(v.parse(messageSchema, record)).toEqual(record);
    const untold = Object.keys(body).filter((field) => !(field in record));
    const known = { installSnapshot: ['data'], appendEntriesReply: ['conflict'], clientRequest: ['lowestOpen'] };
    const withheld: Record<string, readonly string[]> = { ...known, clientReply: ['result'] };
    expect([body.kind, untold]).toEqual([body.kind, withheld[body.kind] ?? []]);
  }
});

test('7 of a chunk the trace has the length, never the text', () => {
  const record = messageRecord('S1.1.1', chunk);
  expect([record.length, record.offset, record.done]).toEqual([9, 65_536, true]);
  expect(JSON.stringify(record)).not.toContain('"x"');
});
