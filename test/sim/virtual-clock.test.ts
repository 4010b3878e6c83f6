/** Virtual time: nothing waits, everything comes in its order. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../core/sim/world/virtual-clock.ts';

function clockWithLog() {
  const clock = new VirtualClock();
  const log: string[] = [];
  const write = (text: string) => () => log.push(`${clock.now()} ${text}`);
  return { clock, log, write };
}

describe('the virtual clock', () => {
  test('fires timers when they are due, equal ones in the order they were set', () => {
    const { clock, log, write } = clockWithLog();
    clock.setTimer(20, write('late'));
    clock.setTimer(10, write('first'));
    clock.setTimer(10, write('second'));
    clock.runUntil(100);
    expect(log).toEqual(['10 first', '10 second', '20 late']);
    expect(clock.now()).toBe(100);
  });

  test('runs what is wanted soon before any timer that is not due', () => {
    const { clock, log, write } = clockWithLog();
    clock.setTimer(0, write('timer'));
    clock.soon(() => {
      log.push('soon');
      clock.soon(write('after it'));
    });
    clock.runUntil(1);
    expect(log).toEqual(['soon', '0 after it', '0 timer']);
  });

  test('forgets a cancelled timer', () => {
    const { clock, log, write } = clockWithLog();
    clock.setTimer(5, write('never')).cancel();
    clock.setTimer(6, write('still'));
    clock.runUntil(10);
    expect(log).toEqual(['6 still']);
    expect(clock.runNext()).toBe(false);
  });

  test('stands still at rate 0, and jumps to the next deadline by hand', () => {
    const { clock, log, write } = clockWithLog();
    clock.setTimer(50, write('fired'));
    clock.setRate(0);
    clock.runUntil(100);
    expect([log, clock.now()]).toEqual([[], 0]);
    expect([clock.advance(), clock.advance()]).toEqual([true, false]);
    expect(log).toEqual(['50 fired']);
  });

  test('at a tenth of real time, measures ten times as much real time', () => {
    const { clock } = clockWithLog();
    clock.setRate(0.1);
    clock.runUntil(1000);
    expect(clock.elapsed()).toBe(10_000);
  });

  test('whatever is set and cancelled, fires the rest in order of time', () => {
    const timer = fc.record({ after: fc.nat(50), cancelled: fc.boolean() });
    return fc.assert(
      fc.property(fc.array(timer), (timers) => {
        const { clock, log, write } = clockWithLog();
        const set = timers.map(({ after }, at) => clock.setTimer(after, write(String(at))));
        timers.forEach(({ cancelled }, at) => {
          if (cancelled) set[at]?.cancel();
        });
        clock.runUntil(100);
        const kept = timers
          .map(({ after, cancelled }, at) => ({ after, cancelled, at }))
          .filter((one) => !one.cancelled);
        kept.sort((one, other) => one.after - other.after || one.at - other.at);
        expect(log).toEqual(kept.map(({ after, at }) => `${after} ${at}`));
      }),
    );
  });
});
