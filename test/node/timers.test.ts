/** Election and heartbeat timers on the lab's clock (§5.2). */
import { expect, test } from 'vitest';
import { NodeTimers } from '../../core/node/timers.ts';
import { ManualClock } from '../transport/manual-clock.ts';

function given() {
  const clock = new ManualClock();
  const fired: string[] = [];
  return { clock, fired, timers: new NodeTimers(clock, (timer) => fired.push(`${timer} at ${clock.now() / 1000}`)) };
}

test('a timer that is set again and again fires once, at its last deadline', () => {
  const { clock, fired, timers } = given();
  for (let beat = 0; beat < 10; beat++) {
    timers.apply({ timer: 'election', afterMs: 150 });
    clock.advance(50);
  }
  expect(fired).toEqual([]);
  clock.advance(1000);
  expect(fired).toEqual(['election at 600']);
});

test('a shorter deadline replaces a longer one', () => {
  const { clock, fired, timers } = given();
  timers.apply({ timer: 'election', afterMs: 300 });
  timers.apply({ timer: 'election', afterMs: 100 });
  clock.advance(1000);
  expect(fired).toEqual(['election at 100']);
});

test('a stopped timer does not fire, and leaves no deadline to show', () => {
  const { clock, fired, timers } = given();
  timers.apply({ timer: 'election', afterMs: 150 });
  expect(timers.election).toEqual({ deadline: 150_000, timeout: 150_000 });
  timers.apply({ timer: 'election', afterMs: null });
  expect(timers.election).toEqual({ deadline: null, timeout: null });
  clock.advance(1000);
  expect(fired).toEqual([]);
});

test('the two timers do not disturb each other', () => {
  const { clock, fired, timers } = given();
  timers.apply({ timer: 'heartbeat', afterMs: 50 });
  timers.apply({ timer: 'election', afterMs: 150 });
  clock.advance(200);
  expect(fired).toEqual(['heartbeat at 50', 'election at 150']);
});
