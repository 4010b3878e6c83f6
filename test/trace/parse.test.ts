/** What comes in from outside is believed only line by line. */
import { expect, test } from 'vitest';
import { parseLine } from '../../core/trace/parse.ts';
import { sampleEvents } from './samples.ts';

const [header] = sampleEvents();

function parse(change: object) {
  return parseLine(JSON.stringify({ ...header, ...change }));
}

test('fields of a newer minor version are kept and do no harm', () => {
  expect(parse({ colour: 'blue' })).toMatchObject({ kind: 'event', event: { colour: 'blue' } });
});

test('a kind of a newer minor version is told apart from damage', () => {
  expect(parse({ ev: 'raft.somethingNew' })).toEqual({ kind: 'unknown', ev: 'raft.somethingNew' });
});

test('a newer major version is refused with both versions named', () => {
  expect(parse({ header: { schema: 'raftarium.trace', version: 2 } })).toEqual({
    kind: 'refused',
    problem: 'its version is 2 and this program reads version 1; open it with the Raftarium that wrote it',
  });
});

test('a file of something else is refused by its name', () => {
  expect(parse({ header: { schema: 'etcd.trace', version: 1 } })).toEqual({
    kind: 'refused',
    problem: 'it is a file of etcd.trace, not of raftarium.trace',
  });
});

test.each([
  ['{"seq":1', 'this is not an event'],
  ['[]', 'this is not an event'],
  ['null', 'this is not an event'],
  ['{"__proto__":{"polluted":1}}', 'the field __proto__ is not allowed'],
])('%s is bad', (line, problem) => {
  expect(parseLine(line)).toEqual({ kind: 'bad', problem });
});

test('a wrong value is named by its path', () => {
  expect(parse({ seq: -5 })).toMatchObject({ kind: 'bad', problem: expect.stringMatching(/^seq: /) });
  expect(parse({ t: 1e308 })).toMatchObject({ kind: 'bad', problem: expect.stringMatching(/^t: /) });
});
