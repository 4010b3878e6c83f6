/** Help everywhere, exit codes that mean something, and a sentence for every mistake. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { built } from '../electron/built.ts';
import { run } from './program.ts';

const packageFile: { version: string } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
);
const commands = ['serve', 'check', 'export'];

describe('the program', () => {
  test('can be started by its name and needs no package beside it', () => {
    const text = readFileSync(built('main/cli.js'), 'utf8');
    expect(text.startsWith('#!/usr/bin/env node\n')).toBe(true);
    const imports = [...text.matchAll(/^import .* from "([^"]+)"/gm)].map(([, name = '']) => name);
    expect(imports.filter((name) => !name.startsWith('node:') && !name.startsWith('./'))).toEqual([]);
  });

  test.each(['--help', '-h', 'help'])('lists its commands for %s', async (word) => {
    const { code, out, said } = await run(word);
    expect({ code, said }).toEqual({ code: 0, said: '' });
    for (const command of commands) expect(out).toMatch(new RegExp(`^  ${command} +\\S`, 'm'));
  });

  test('prints its version', async () => {
    expect(await run('--version')).toEqual({ code: 0, out: `${packageFile.version}\n`, said: '' });
  });

  test.each(commands)('%s --help begins with its usage', async (command) => {
    const { code, out, said } = await run(command, '--nonsense', '--help');
    expect({ code, said }).toEqual({ code: 0, said: '' });
    expect(out).toMatch(new RegExp(`^Usage: raftarium ${command} `));
  });
});

describe('bad input ends with 2 and a sentence, never with a stack', () => {
  test.each([
    [[], 'Usage: raftarium COMMAND'],
    [['launch'], 'There is no command "launch".'],
    [['__proto__'], 'There is no command "__proto__".'],
    [['serve', '--prot', '1'], "Unknown option '--prot'"],
    [['serve', '--port'], "Option '--port <value>' argument missing"],
    [['serve', '--port', '65536'], '--port takes a whole number from 1 to 65535, not "65536"'],
    [['serve', '--nodes', '0'], '--nodes takes a whole number from 1 to 9, not "0"'],
    [['serve', '--nodes', '1e1'], '--nodes takes a whole number from 1 to 9, not "1e1"'],
    [['serve', 'here'], '"here" is not an option of this command'],
    [['export'], 'The TRACE is missing'],
    [['export', 'a', 'b', '--to', 'csv', '-o', 'c'], 'One TRACE at a time: "b" is too much'],
    [['export', 'a', '-o', 'c'], 'Say the format with --to'],
    [['export', 'a', '--to', 'toString', '-o', 'c'], 'There is no format "toString"'],
    [['export', 'a', '--to', 'csv'], 'Say where to write with -o PATH'],
    [['export', '/nowhere', '--to', 'csv', '-o', '/tmp/never.csv'], '/nowhere cannot be read'],
  ])('%j', async (args, sentence) => {
    const { code, out, said } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(said).toContain(sentence);
    expect(said).not.toMatch(/^\s+at /m);
  });
});
