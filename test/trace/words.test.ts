/** Every event can be said in one plain sentence. */
import { expect, test } from 'vitest';
import type { EventKind } from '../../core/trace/events.ts';
import { traceEvent } from '../../core/trace/events.ts';
import type { EventDraft } from '../../core/trace/recorder.ts';
import { answerWords } from '../../core/trace/words/answers.ts';
import { sentence } from '../../core/trace/words.ts';
import { decisionSamples } from './decision-samples.ts';
import { kindsOf, record, sampleEvents, state } from './samples.ts';

const server = { node: 'S2', inc: 1, state };

function say(draft: EventDraft): string[] {
  return record([draft]).map(sentence);
}

test('the samples leave out no kind', () => {
  const all = traceEvent.options.flatMap(({ entries: { ev } }): readonly EventKind[] =>
    'options' in ev ? ev.options : [ev.literal],
  );
  expect([...kindsOf(sampleEvents())].sort()).toEqual([...new Set(all)].sort());
});

test('every kind and every reason has a sentence of its own, with nothing missing in it', () => {
  const events = sampleEvents().filter(({ ev }) => ev !== 'note');
  for (const event of events) {
    expect(sentence(event)).toMatch(/^[A-Zc][^\n]*\.$/);
    expect(sentence(event)).not.toMatch(/undefined|null|NaN|object/);
  }
  const decisions = record(decisionSamples(server)).map(sentence);
  expect(new Set(decisions).size).toBe(decisions.length);
});

test('5.4.1 a refusal names both ends of the logs', () => {
  const vote = {
    candidate: 'S3',
    granted: false,
    why: 'logBehind',
    votedFor: null,
    mine: { lastLogIndex: 6, lastLogTerm: 3 },
    theirs: { lastLogIndex: 4, lastLogTerm: 2 },
  } as const;
  expect(say({ ...server, ev: 'raft.vote', vote })).toEqual([
    "S2 refused its vote to S3: S3's log ends at index 4 of term 2, its own at index 6 of term 3.",
  ]);
});

test('5.4.2 an entry that is not committed by counting says why', () => {
  expect(say({ ...server, ev: 'raft.withhold', withhold: { index: 2, term: 2, currentTerm: 4 } })).toEqual([
    'S2 does not commit index 2, though a majority stores it: it is of term 2, and only entries of term 4 are committed by counting.',
  ]);
});

test('a kind of a newer version is named and not guessed at', () => {
  const [event] = sampleEvents();
  expect(sentence(Object.assign({}, event, { ev: 'raft.somethingNew' }))).toBe(
    'An event of the kind raft.somethingNew, which this version does not know.',
  );
});

test('8 an answer is said in words, not as the text that the machine writes', () => {
  const said = (operation: string, result: string | null) => {
    const op = {
      session: '3',
      serial: 1,
      operation,
      target: 'S1',
      tries: 1,
      hops: 0,
      index: 4,
      duplicate: false,
      why: null,
    };
    return say({ node: 'c1', ev: 'client.ok', op: { ...op, result } })[0];
  };
  expect(said('cas x 1 2', '{"swapped":true,"value":"2"}')).toBe('c1 has its answer to cas x 1 2: swapped.');
  expect(said('cas x 1 2', '{"swapped":false,"value":"7"}')).toBe('c1 has its answer to cas x 1 2: not swapped: 7.');
  expect(said('get x', '{"value":null}')).toBe('c1 has its answer to get x: nothing there.');
  expect(said('put x 1', null)).toBe('c1 has its answer to put x 1: ok.');
});

test.each([
  ['{"ok":true}', 'ok'],
  ['{"value":"6"}', '6'],
  ['{"value":null}', 'nothing there'],
  ['{"existed":true}', 'deleted'],
  ['{"swapped":false,"value":"7"}', 'not swapped: 7'],
  ['{"error":"the value is too long"}', 'the value is too long'],
  ['what is this', 'what is this'],
])('the answer %s reads %s', (result, words) => {
  expect(answerWords(result)).toBe(words);
});
