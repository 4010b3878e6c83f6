/** `raftarium check`: traces and histories get the right verdict and exit code, and bad files a sentence. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { exporters } from '../../core/trace/exporters/exporters.ts';
import { parseLine } from '../../core/trace/parse.ts';
import { run, start, temporaryFolder } from './program.ts';

let folder: string;
let honest: string;
let buggy: string;
let file: string;

beforeAll(async () => {
  folder = temporaryFolder();
  [honest, buggy, file] = [join(folder, 'honest'), join(folder, 'buggy'), join(folder, 'history.jsonl')];
  await run('run', 'scenarios/8-G02-retry-after-lost-reply.yaml', '--sim', '--trace', honest);
  await run('run', 'scenarios/zoo/read-without-round.yaml', '--sim', '--trace', buggy);
}, 60_000);

const first = '{"index":0,"time":0,"process":0,"type":"invoke","f":"put","key":"x","value":"1"}';
const stale = [
  first,
  '{"index":1,"time":1,"process":0,"type":"ok","f":"put","key":"x","value":"1"}',
  '{"index":2,"time":2,"process":1,"type":"invoke","f":"get","key":"x","value":null}',
  '{"index":3,"time":3,"process":1,"type":"ok","f":"get","key":"x","value":null}',
];

function write(...lines: readonly string[]): void {
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
}

describe('check TRACE', () => {
  test('ends with 0 when every rule holds, and names each', async () => {
    const { code, out } = await run('check', honest);
    expect(code).toBe(0);
    expect(out).toContain('  ok         Election Safety\n');
    expect(out).toContain('  ok         Linearizability (');
    expect(out).toMatch(/: every rule holds, \d+ events\.\n$/);
    expect(out).not.toContain('VIOLATION');
  });

  test('ends with 1 when one is broken, and says which events clash', async () => {
    const { code, out } = await run('check', buggy, '--json');
    const report = JSON.parse(out);
    expect(code).toBe(1);
    expect(report).toMatchObject({ verdict: 'violation', linearizability: { verdict: 'violation', key: 'x' } });
    expect(report.findings[0].seqs).toHaveLength(2);
    expect((await run('check', buggy)).out).toContain('  VIOLATION  Linearizability\n');
  });

  test('of what is cut off judges what there is, and ends with 2', async () => {
    const cut = join(folder, 'cut.jsonl');
    const lines = readFileSync(join(honest, 'events-000001.jsonl'), 'utf8').split('\n');
    writeFileSync(cut, `${lines.slice(0, 60).join('\n')}\n{"seq":"what"}\n`);
    appendFileSync(cut, `${lines[60]}\n`);
    const { code, out } = await run('check', cut);
    expect(code).toBe(2);
    expect(out).toContain('line 61');
    expect(out).toMatch(/: undecided, 60 events\.\n$/);
  });

  test('of nothing says so', async () => {
    const { code, out } = await run('check', join(folder, 'missing'));
    expect(code).toBe(2);
    expect(out).toContain('missing cannot be read');
  });
});

describe('check --history', () => {
  test('decides what a trace was written as', async () => {
    for (const [trace, expected] of [[honest, 0] as const, [buggy, 1] as const]) {
      const lines = readFileSync(join(trace, 'events-000001.jsonl'), 'utf8').trimEnd().split('\n');
      const events = lines.flatMap((line) => {
        const parsed = parseLine(line);
        return parsed.kind === 'event' ? [parsed.event] : [];
      });
      writeFileSync(file, [...exporters.history.write(events)].join(''));
      const { code, out } = await run('check', '--history', file, '--model', 'kv', '--json');
      expect({ trace, code }).toEqual({ trace, code: expected });
      expect(JSON.parse(out).verdict).toBe(expected === 0 ? 'ok' : 'violation');
    }
  });

  test('names the key and the operation that fits nowhere', async () => {
    write(...stale);
    const { code, out } = await run('check', '--history', file, '--model', 'kv');
    expect(code).toBe(1);
    expect(out).toContain('"get x → null" of process 1 must come next and cannot');
  });

  test.each([
    ['no JSON', ['{"process":0'], 'line 1: this is no JSON object'],
    ['a wrong type', [first.replace('invoke', 'begin')], 'line 1: type: '],
    ['an end without a beginning', stale.slice(1), 'line 1: process 0 ends an operation that it has not begun'],
    ['two at once', [first, first.replace('"index":0', '"index":1')], 'line 2: process 0 asks again before'],
    [
      'another f',
      [first, (stale[1] ?? '').replace('"f":"put"', '"f":"del"')],
      'line 2: process 0 began a put and ends a del',
    ],
    ['falling indexes', [...stale, first], 'line 5: index 0 comes after index 3'],
    [
      'a read without its value',
      [stale[2] ?? '', (stale[3] ?? '').replace(',"value":null', '')],
      'line 2: the ok of a get',
    ],
    ['a cas without a pair', [first.replace('"put"', '"cas"')], 'line 1: a cas needs the value [from, to]'],
    ['nothing at all', [], 'There is nothing in'],
  ])('refuses %s', async (_, lines, problem) => {
    write(...lines);
    const { code, out, said } = await run('check', '--history', file, '--model', 'kv');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(said).toContain(problem);
  });

  test('a register has no append', async () => {
    write(first.replace('"put"', '"append"'));
    const { code, said } = await run('check', '--history', file, '--model', 'register');
    expect({ code, said }).toEqual({ code: 2, said: `${file}, line 1: the model register has no append.\n` });
  });

  test('what cannot be decided in time is undecided, and Ctrl-C ends it in good order', {
    timeout: 30_000,
  }, async () => {
    write(...hardHistory());
    const timed = await run('check', '--history', file, '--model', 'kv', '--seconds', '1', '--json');
    expect(timed.code).toBe(2);
    expect(JSON.parse(timed.out)).toMatchObject({ verdict: 'undecided', keys: ['x'] });
    const running = start('check', '--history', file, '--model', 'kv', '--seconds', '60');
    while (!running.said().includes('operations in order')) await new Promise((heard) => setTimeout(heard, 50));
    running.child.kill('SIGINT');
    const { code, out } = await running.ended;
    expect(code).toBe(2);
    expect(out).toContain('It was interrupted.');
  });
});

describe('check refuses', () => {
  test.each([
    [['check'], 'The TRACE is missing'],
    [['check', 'a', '--model', 'kv'], '--model goes with --history'],
    [['check', '--history', 'a'], 'Say what the history is of'],
    [['check', '--history', 'a', '--model', 'queue'], 'There is no model "queue"'],
    [['check', '--history', '/nowhere', '--model', 'kv'], '/nowhere cannot be read'],
  ])('%j', async (args, problem) => {
    const { code, said } = await run(...args);
    expect(code).toBe(2);
    expect(said).toContain(problem);
  });
});

/** Many appends at once, and a read that none of their many orders explains. */
function hardHistory(): string[] {
  const fields = { f: 'append', key: 'x' };
  const askers = Array.from({ length: 26 }, (_, at) => ({ process: at, ...fields, value: `v${at};` }));
  return [
    ...askers.map((asker) => JSON.stringify({ ...asker, type: 'invoke' })),
    ...askers.map((asker) => JSON.stringify({ ...asker, type: 'ok' })),
    '{"process":99,"type":"invoke","f":"get","key":"x"}',
    '{"process":99,"type":"ok","f":"get","key":"x","value":"never"}',
  ];
}
