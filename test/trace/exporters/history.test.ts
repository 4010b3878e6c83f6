/** Client histories: dense, single-threaded processes, unknown outcomes final, and only claims that clients made. */
import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../../core/trace/events.ts';
import { historyEdn } from '../../../core/trace/exporters/history/edn.ts';
import { history } from '../../../core/trace/exporters/history/history.ts';
import type { HistoryLine } from '../../../core/trace/exporters/history/operations.ts';
import type { EventDraft } from '../../../core/trace/recorder.ts';
import { record, sampleEvents, state } from '../samples.ts';
import { stormEvents } from '../storm.ts';
import { exported } from './exported.ts';

function linesOf(events: readonly TraceEvent[]): HistoryLine[] {
  const { text } = exported(history, events);
  return text.split('\n').flatMap((line): HistoryLine[] => (line === '' ? [] : [JSON.parse(line)]));
}

const op = { session: '2', tries: 1, hops: 0, target: 'S1', index: 7, duplicate: false } as const;

function ask(client: string, serial: number, operation: string, read?: 'local' | 'linearizable'): EventDraft {
  const id = `${client}.${serial}`;
  const fields = { ...op, id, serial, operation, result: null, why: null, ...(read === undefined ? {} : { read }) };
  return { node: client, ev: 'client.invoke', op: fields };
}

function answer(ev: 'ok' | 'fail' | 'info', client: string, serial: number, result: object | null): EventDraft {
  const text = result === null ? null : JSON.stringify(result);
  const why = ev === 'ok' ? null : 'because';
  const fields = { ...op, id: `${client}.${serial}`, serial, operation: 'as asked', result: text, why };
  return { node: client, ev: `client.${ev}`, op: fields };
}

function history1(...drafts: EventDraft[]): HistoryLine[] {
  return linesOf(record(drafts)).map((line) => ({ ...line, time: 0 }));
}

const line = { index: 0, time: 0, process: 0, key: 'x' } as const;

describe('each operation in its words', () => {
  test('a put and what it wrote', () => {
    expect(history1(ask('c1', 1, 'put x 7'), answer('ok', 'c1', 1, { ok: true }))).toEqual([
      { ...line, type: 'invoke', f: 'put', value: '7' },
      { ...line, index: 1, type: 'ok', f: 'put', value: '7' },
    ]);
  });

  test('a get and what it read; a missing key reads as null', () => {
    const read = history1(ask('c1', 1, 'get x'), answer('ok', 'c1', 1, { value: '7' }));
    expect(read.map(({ value }) => value)).toEqual([null, '7']);
    expect(history1(ask('c1', 1, 'get x'), answer('ok', 'c1', 1, { value: null })).at(-1)?.value).toBeNull();
  });

  test('a cas and whether it matched', () => {
    const swapped = history1(ask('c1', 1, 'cas x 6 7'), answer('ok', 'c1', 1, { swapped: false, value: '5' }));
    expect(swapped.at(-1)).toEqual({ ...line, index: 1, type: 'ok', f: 'cas', value: ['6', '7'], result: false });
    expect(
      history1(ask('c1', 1, 'cas x 6 7'), answer('ok', 'c1', 1, { swapped: true, value: '7' })).at(-1)?.result,
    ).toBe(true);
  });

  test('an append and a del; words in quotes are what they mean', () => {
    expect(history1(ask('c1', 1, 'append x "two words"'))[0]).toEqual({
      ...line,
      type: 'invoke',
      f: 'append',
      value: 'two words',
    });
    expect(history1(ask('c1', 1, 'del x'))[0]).toEqual({ ...line, type: 'invoke', f: 'del', value: null });
  });

  test('what the state machine refused did not happen, what cannot be read is unknown', () => {
    const refused = history1(ask('c1', 1, 'append x y'), answer('ok', 'c1', 1, { error: 'too long' }));
    expect(refused.at(-1)).toMatchObject({ type: 'fail', error: 'too long' });
    expect(history1(ask('c1', 1, 'get x'), answer('ok', 'c1', 1, null)).at(-1)).toMatchObject({ type: 'info' });
  });

  test('an answer that does not say what was read, or whether it matched, is no claim that it was null or did not', () => {
    for (const operation of ['get x', 'cas x 6 7']) {
      const end = history1(ask('c1', 1, operation), answer('ok', 'c1', 1, { other: 1 })).at(-1);
      expect(end).toMatchObject({ type: 'info', error: 'the answer in the trace cannot be read' });
      expect(end?.result).toBeUndefined();
    }
  });
});

describe('processes', () => {
  test('go on after ok and fail, and end with info', () => {
    const lines = history1(
      ...[ask('c1', 1, 'get x'), answer('ok', 'c1', 1, { value: null })],
      ...[ask('c1', 2, 'get x'), answer('fail', 'c1', 2, null)],
      ...[ask('c1', 3, 'get x'), answer('info', 'c1', 3, null)],
      ...[ask('c1', 4, 'get x'), answer('ok', 'c1', 4, { value: null })],
    );
    expect(lines.map(({ process }) => process)).toEqual([0, 0, 0, 0, 0, 0, 1, 1]);
  });

  test('do one thing at a time: what a client asks meanwhile is another process', () => {
    const lines = history1(ask('c1', 1, 'get x'), ask('c1', 2, 'get x'), answer('ok', 'c1', 1, { value: null }));
    expect(lines.map(({ process, type }) => [process, type])).toEqual([
      [0, 'invoke'],
      [1, 'invoke'],
      [0, 'ok'],
      [1, 'info'],
    ]);
  });

  test('that are open when the trace ends are unknown from its last moment on, in nanoseconds', () => {
    const events = record([ask('c1', 1, 'get x'), { node: 'lab', ev: 'note', note: { text: '' } }]);
    const [asked, ended] = linesOf(events);
    expect(asked?.time).toBe((events[0]?.t ?? 0) * 1000);
    expect(ended).toMatchObject({ type: 'info', time: (events[1]?.t ?? 0) * 1000, error: 'the trace ends here' });
  });

  test('of a storm keep these rules, and its end leaves nothing open', () => {
    const lines = linesOf(stormEvents(1, 6000));
    expect(lines.length).toBeGreaterThan(400);
    expect(lines.map(({ index }) => index)).toEqual(lines.map((_, at) => at));
    const state = new Map<number, HistoryLine['type']>();
    for (const { process, type, time } of lines) {
      const before = state.get(process);
      if (type === 'invoke') expect([undefined, 'ok', 'fail']).toContain(before);
      else expect(before).toBe('invoke');
      expect(Number.isSafeInteger(time)).toBe(true);
      state.set(process, type);
    }
    expect([...state.values()]).not.toContain('invoke');
  });
});

test('no claim is made by a local read, nor by what is no operation, nor by an answer to what was never asked', () => {
  expect(history1(ask('c1', 1, 'get x', 'local'), answer('ok', 'c1', 1, { value: '1' }))).toEqual([]);
  expect(history1(ask('c1', 1, 'fly'), answer('fail', 'c1', 1, null))).toEqual([]);
  expect(history1(answer('ok', 'c1', 1, { value: '1' }))).toEqual([]);
});

describe('as EDN', () => {
  test('keys are independent, faults are the nemesis, text is escaped, and a cas without a match did not happen', () => {
    const fault = { by: 'user', target: 'S1', groups: [], links: [] } as const;
    const lines = exported(
      historyEdn,
      record([
        ask('c1', 1, 'cas x "say \\"6\\"" 7'),
        { node: 'lab', ev: 'fault.isolate', fault: { ...fault, groups: [], links: [] } },
        answer('ok', 'c1', 1, { swapped: false, value: '5' }),
      ]),
    ).text.replaceAll(/:time \d+/g, ':time 0');
    expect(lines.split('\n')).toEqual([
      '{:index 0, :time 0, :type :invoke, :process 0, :f :cas, :value ["x" ["say \\"6\\"" "7"]]}',
      expect.stringMatching(
        /^\{:index 1, :time 0, :type :info, :process :nemesis, :f :isolate, :value "[^"]*S1[^"]*"\}$/,
      ),
      '{:index 2, :time 0, :type :fail, :process 0, :f :cas, :value ["x" ["say \\"6\\"" "7"]], :error "did not match"}',
      '',
    ]);
  });

  test('a key that nobody wrote is nil, and text keeps its backslashes, tabs and line ends within one line', () => {
    const text = exported(
      historyEdn,
      record([ask('c1', 1, String.raw`put x "a\\b\tc\rd"`), ask('c2', 1, 'get x'), answer('info', 'c1', 1, null)]),
    ).text;
    expect(text.split('\n')[0]).toContain(String.raw`:value ["x" "a\\b\tc\rd"]`);
    expect(text.split('\n')[1]).toContain(':value ["x" nil]');
  });

  test('what befalls a server is the nemesis, too, with its name as a text, in nanoseconds', () => {
    const server = { node: 'S1\r\n', inc: 1, state };
    const life = { address: '127.0.0.1:7101', detail: null };
    const events = record([
      { ...server, ev: 'node.crash', lifecycle: { ...life, why: 'crashed' } },
      { ...server, ev: 'node.halt', lifecycle: { ...life, why: 'halted' } },
    ]);
    const lines = exported(historyEdn, events).text.trimEnd().split('\n');
    expect(lines).toEqual(
      ['crash', 'halt'].map((f, at) => {
        const time = (events[at]?.t ?? 0) * 1000;
        return String.raw`{:index ${at}, :time ${time}, :type :info, :process :nemesis, :f :${f}, :value "S1\r\n"}`;
      }),
    );
  });

  test('one map a line, numbered without a gap, over every kind of event and a storm', () => {
    for (const events of [sampleEvents(), stormEvents(1, 3000)]) {
      const lines = exported(historyEdn, events).text.trimEnd().split('\n');
      expect(lines.map((text) => /^\{:index (\d+), .*\}$/.exec(text)?.[1])).toEqual(lines.map((_, at) => `${at}`));
      expect(lines.some((text) => text.includes(':process :nemesis'))).toBe(true);
    }
  });
});
