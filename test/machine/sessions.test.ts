/** Thesis 6.3: sessions are opened by the log and end by the log, alike on every server. */
import { expect, test } from 'vitest';
import { HandLog } from './log.ts';

const minute = { timeoutMs: 60_000, count: 10_000 };
const unused = { outcome: 'expired', result: null };

test('6.3 a session is named by the index of the entry that opens it', () => {
  const log = new HandLog();
  log.append('anything');
  expect(log.append({ kind: 'open', time: 0 })).toEqual({ outcome: 'executed', result: '"2"' });
  expect(log.append({ kind: 'open', time: 0 })).toEqual({ outcome: 'executed', result: '"3"' });
  expect(log.sessions).toEqual(['2', '3']);
});

test('6.3 a command of a session that was never opened is not executed', () => {
  const log = new HandLog();
  expect(log.run('c1-1', 1, 'put x 7')).toEqual(unused);
  expect([...log.machine.store]).toEqual([]);
  expect(log.append({ kind: 'keep', session: 'c1-1', time: 0 })).toEqual(unused);
  expect(log.sessions).toEqual([]);
});

test('6.3 a session that is not used for the timeout expires by the time in the log', () => {
  const log = new HandLog(minute);
  const session = log.open(0);
  expect(log.run(session, 1, 'put x 1', { time: 59_999 }).outcome).toBe('executed');
  expect(log.run(session, 2, 'put x 2', { time: 119_998 }).outcome).toBe('executed');
  expect(log.run(session, 3, 'put x 3', { time: 179_998 })).toEqual(unused);
  expect(log.machine.store.get('x')).toBe('2');
});

test('6.3 anybody else moves the time on, too', () => {
  const log = new HandLog(minute);
  log.open(0);
  const other = log.open(30_000);
  log.run(other, 1, 'get x', { time: 61_000 });
  expect(log.sessions).toEqual([other]);
});

test('6.3 a late duplicate of a command that ran does not run again when its session is gone', () => {
  const log = new HandLog(minute);
  const session = log.open(0);
  log.run(session, 1, 'append x a', { time: 0 });
  log.open(60_000);
  expect(log.run(session, 1, 'append x a', { time: 0 })).toEqual(unused);
  expect(log.machine.store.get('x')).toBe('a');
});

test('6.3 a leader with a slow clock does not turn the time back', () => {
  const log = new HandLog(minute);
  const session = log.open(100_000);
  log.run(session, 1, 'get x', { time: 5 });
  expect(log.machine.sessions.time).toBe(100_000);
  expect(log.run(session, 2, 'get x', { time: 159_999 }).outcome).toBe('executed');
});

test('6.3 a keep-alive is a use that executes nothing', () => {
  const log = new HandLog(minute);
  const session = log.open(0);
  const kept = log.append({ kind: 'keep', session, time: 59_000 });
  expect(kept).toEqual({ outcome: 'executed', result: '{"ok":true}' });
  expect(log.run(session, 1, 'get x', { time: 118_000 }).outcome).toBe('executed');
});

test('6.3 one session too many pushes out the one that was not used for the longest time', () => {
  const log = new HandLog({ timeoutMs: 60_000, count: 3 });
  const [first, second, third] = [log.open(), log.open(), log.open()];
  log.run(first, 1, 'get x');
  const fourth = log.open();
  expect(log.sessions).toEqual([third, first, fourth]);
  expect(log.run(second, 1, 'get x')).toEqual(unused);
});

test('6.3 ten thousand sessions are kept, and no more', () => {
  const log = new HandLog();
  for (let opened = 0; opened < 10_001; opened += 1) log.open();
  expect(log.machine.sessions.size).toBe(10_000);
  expect(log.run('1', 1, 'get x')).toEqual(unused);
  expect(log.run('2', 1, 'get x').outcome).toBe('executed');
});
