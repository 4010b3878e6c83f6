/** Words and numbers as the panels print them. */
import { expect, test } from 'vitest';
import { clockText, countText, durationText, listText } from '../../renderer/parts/format.ts';
import { termFill } from '../../renderer/parts/terms.ts';
import { nodesNow, portsText, timingText } from '../../renderer/shell/status-text.ts';
import { Scene } from './scene.ts';

test('trace time is minutes, seconds and milliseconds', () => {
  expect(clockText(42_412_900)).toBe('00:42.412');
  expect(clockText(3_600_000_000)).toBe('1:00:00.000');
});

test('durations take the unit that reads best', () => {
  expect([12, 31_000, 4_300_000].map(durationText)).toEqual(['12 µs', '31 ms', '4.3 s']);
  expect([90, 120, 3599, 3600, 7530].map((seconds) => durationText(seconds * 1_000_000))).toEqual([
    '1 min 30 s',
    '2 min',
    '59 min 59 s',
    '1 h',
    '2 h 6 min',
  ]);
  expect([999.8, 999_700, 59_970_000, 3_599_600_000].map(durationText)).toEqual(['1 ms', '1.0 s', '1 min', '1 h']);
});

test('names are listed as they are spoken, and counts have separators', () => {
  expect(listText(['S1', 'S2', 'S3'])).toBe('S1, S2 and S3');
  expect(countText(4812)).toBe('4,812');
});

test('six term colours repeat, and term 0 has none', () => {
  expect([1, 6, 7, 0].map(termFill)).toEqual(['var(--t1)', 'var(--t6)', 'var(--t1)', 'var(--ink3)']);
});

const cluster = {
  name: 'lab-1',
  folder: '',
  run: '',
  seed: 1,
  heartbeatMs: 50,
  rules: {},
  electionTimeoutMs: 150,
  notices: [],
};

function on(...ports: number[]) {
  return { ...cluster, nodes: ports.map((port, place) => ({ id: `S${place + 1}`, address: `127.0.0.1:${port}` })) };
}

test('ports in a row are a range, others are listed', () => {
  expect(portsText(on(7401, 7402, 7403).nodes)).toBe('3 nodes on 127.0.0.1:7401 to 7403');
  expect(portsText(on(7401, 7409).nodes)).toBe('2 nodes on 127.0.0.1:7401, 7409');
});

test('who came is counted and who left is not, as soon as all addresses are known', () => {
  const scene = new Scene(['S1', 'S2']);
  expect(nodesNow(scene.view, on(7401, 7402))).toEqual(on(7401, 7402).nodes);
  for (const [place, node] of [...scene.view.nodes.values()].entries()) node.address = `127.0.0.1:${7401 + place}`;
  scene.member('S3', 'added');
  const added = scene.view.nodes.get('S3');
  if (added) added.address = '127.0.0.1:7403';
  expect(nodesNow(scene.view, on(7401, 7402)).map(({ id }) => id)).toEqual(['S1', 'S2', 'S3']);
  scene.member('S3', 'removed');
  expect(nodesNow(scene.view, on(7401, 7402)).map(({ id }) => id)).toEqual(['S1', 'S2']);
});

test('timing is told in the real time of the pace', () => {
  const pace = { mode: 'classroom' as const, rate: 0.1, clock: 0, holdMs: 40 };
  expect(timingText(on(7401), pace)).toBe('heartbeat 500 ms, election timeout 1.5 to 3 s');
  expect(timingText(on(7401), { ...pace, mode: 'real', rate: 1 })).toBe(
    'heartbeat 50 ms, election timeout 150 to 300 ms',
  );
});
