/** Where stepping stops: terms as they begin, and what changes the cluster's fate. */
import { expect, test } from 'vitest';
import { Landmarks } from '../../../core/trace/keyframes/landmarks.ts';
import { stormEvents } from '../storm.ts';

const events = stormEvents(3, 1500);
const landmarks = new Landmarks();
for (const event of events) landmarks.hear(event);

function all(next: (from: number) => number | null): number[] {
  const found: number[] = [];
  for (let seq = next(0); seq !== null; seq = next(seq)) found.push(seq);
  return found;
}

test('each term once, where somebody is first in it', () => {
  const terms = all((seq) => landmarks.term(seq, 1)).map((seq) => events[seq - 1]);
  const numbers = terms.map((event) => (event && 'state' in event ? event.state?.currentTerm : undefined));
  const highest = Math.max(...events.map((event) => ('state' in event ? (event.state?.currentTerm ?? 0) : 0)));
  expect(numbers.length).toBeGreaterThan(2);
  expect(numbers.at(-1)).toBe(highest);
  expect([...numbers].sort((one, other) => (one ?? 0) - (other ?? 0))).toEqual(numbers);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('every election that was won, crash and cut is among the interesting ones; heartbeats are not', () => {
  const interesting = new Set(all((seq) => landmarks.interesting(seq, 1)));
  for (const event of events) {
    const isFate =
      (event.ev === 'raft.role' && event.role.to === 'leader') ||
      event.ev === 'node.crash' ||
      event.ev === 'fault.link';
    if (isFate) expect(interesting).toContain(event.seq);
    if (event.ev === 'msg.recv' || event.ev === 'raft.progress')
      expect(interesting.has(event.seq) && event.ev === 'raft.progress').toBe(false);
  }
  expect(interesting.size).toBeLessThan(events.length / 10);
});

test('a commit counts where it is first known', () => {
  const commits = events.filter((event) => event.ev === 'log.commit');
  const firsts = all((seq) => landmarks.interesting(seq, 1)).filter((seq) => events[seq - 1]?.ev === 'log.commit');
  expect(firsts.length).toBeGreaterThan(0);
  expect(firsts.length).toBeLessThan(commits.length / 2);
});

test('back goes the way that forward came, and ends at null', () => {
  const forward = all((seq) => landmarks.interesting(seq, 1));
  const back: number[] = [];
  for (let seq = landmarks.interesting(events.length + 1, -1); seq !== null; seq = landmarks.interesting(seq, -1))
    back.push(seq);
  expect(back.reverse()).toEqual(forward);
  expect(landmarks.term(events.length, 1)).toBeNull();
});
