/** Trace time between events: it goes on with the page's clock, and stands still when the lab does. */
import { expect, test } from 'vitest';
import { createTraceClock } from '../../../renderer/stores/trace-clock.ts';

test('time goes on from the least late event', () => {
  let page = 1_000_000;
  const clock = createTraceClock(() => page);
  clock.run(true);
  clock.heard(5_000_000);
  page += 40_000;
  clock.heard(5_010_000);
  expect(clock.now()).toBe(5_040_000);
});

test('time stands still while the lab is away, and jumps on when it is back', () => {
  let page = 0;
  const clock = createTraceClock(() => page);
  clock.run(true);
  clock.heard(100);
  page += 50;
  clock.run(false);
  page += 1000;
  expect(clock.now()).toBe(150);
  clock.run(true);
  expect(clock.now()).toBe(1150);
});

test('while it stands still an event still moves it to its time', () => {
  const clock = createTraceClock(() => 0);
  clock.heard(700);
  expect(clock.now()).toBe(700);
});
