/**
 * A lesson from beginning to end, by keyboard wherever there is a key: the built lab, five real servers on their ports
 * and disks, a real Chromium. Each test goes on where the one before it stopped.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Download } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTrace } from '../../core/recording/read-trace.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import { violationsInBothThemes } from './axe.ts';
import { LabPage, type OpenLab, openLab, patience } from './lab-page.ts';

const LIMIT_MS = 60_000;
const everyone = ['S1', 'S2', 'S3', 'S4', 'S5'];

let lab: OpenLab;
let user: LabPage;
let presses = 0;

beforeAll(async () => {
  lab = await openLab();
  user = await LabPage.open(lab);
}, LIMIT_MS);
afterAll(() => lab?.close(), LIMIT_MS);

/** From the focused button back over the rules to the pace, real time instead of the classroom's, and forward again. */
async function chooseRealTime(): Promise<void> {
  await user.press('Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Space');
  await expect
    .poll(() => user.page.getByRole('button', { name: 'Real time' }).getAttribute('aria-pressed'))
    .toBe('true');
  await user.press('Tab', 'Tab', 'Tab');
}

async function selected(): Promise<string> {
  return (await user.page.locator('.ring [aria-pressed="true"]').getAttribute('data-node')) ?? '';
}

describe('a lesson', { timeout: LIMIT_MS }, () => {
  test('begins on the start screen: Enter starts five nodes, which elect a leader', async () => {
    const button = user.page.getByRole('button', { name: /^Start a 5-node cluster/ });
    await expect.poll(() => button.evaluate((element) => element === document.activeElement), patience).toBe(true);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    await chooseRealTime();
    await user.press('Enter');
    expect(everyone).toContain(await user.leader());
    expect(await violationsInBothThemes(user.page)).toEqual([]);
  });

  test('5.3 a write is committed on all five', async () => {
    await user.send('put x 1');
    await expect.poll(() => user.answer(), patience).toBe('ok');
    await expect.poll(() => user.committedOn('put x 1'), patience).toEqual(everyone);
  });

  test('5.2 the leader crashes, another one leads, and the write is still there', async () => {
    await user.press('l');
    const crashed = await selected();
    await user.press('k');
    await expect.poll(() => user.word(crashed), patience).toMatch(/Down$/);
    await user.leader(crashed);
    await user.send('get x');
    await expect.poll(() => user.answer(), patience).toBe('1');
    await user.press('k');
    await expect.poll(() => user.word(crashed), patience).toMatch(/Follower$/);
  });

  test('6.2 a leader that was cut off stands back, and follows the new one when all is healed', async () => {
    await user.press('l');
    const old = await selected();
    await user.press('i');
    await user.leader(old);
    await expect.poll(() => user.word(old), patience).toMatch(/(Follower|Pre-candidate)$/);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    await user.press('h');
    await expect.poll(() => user.word(old), patience).toMatch(/Follower$/);
  });

  test('step by step, each press of N moves one thing', async () => {
    await user.press('Space');
    await user.page.getByText('Held', { exact: true }).waitFor();
    // A press delivers a held message or, with none held, moves the clock; only the recording tells which it was.
    for (; deliveredByHand() < 3; presses += 1) {
      const before = await user.events();
      await user.press('n');
      await expect.poll(() => user.events(), patience).toBeGreaterThan(before);
    }
    await user.press('Space');
    await user.page.getByText('Live', { exact: true }).waitFor();
  });

  test('the palette and the list of keys open, and close', async () => {
    await user.press('ControlOrMeta+k');
    await user.page.getByPlaceholder('Find a node').waitFor();
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    await user.press('Escape', '?');
    await user.page.getByRole('heading', { name: 'Keys' }).waitFor();
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    await user.press('Escape');
    await expect.poll(() => user.page.getByRole('dialog').count(), patience).toBe(0);
  });

  test('the trace goes home, whole, as JSON lines and as a table', async () => {
    await user.press('ControlOrMeta+Shift+e');
    await user.page.getByRole('heading', { name: 'Export the trace' }).waitFor();
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    const lines = await save();
    const events = await eventsIn(await lines.path());
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, place) => place + 1));
    const saved = readFileSync(await lines.path(), 'utf8');
    await expect.poll(() => recordedText().startsWith(saved), patience).toBe(true);
    await user.press('Shift+Tab', 'ArrowDown', 'Tab');
    const table = await save();
    expect(table.suggestedFilename()).toBe(lines.suggestedFilename().replace(/jsonl$/, 'csv'));
    expect(await lineCount(await table.path())).toBeGreaterThan(events.length);
    judge(events);
    await user.press('Escape');
  });

  test('the cluster stops, is resumed from its disks, and has forgotten nothing', async () => {
    await user.page.getByRole('button', { name: 'Stop' }).press('Enter');
    const resume = user.page.getByRole('button', { name: 'Resume lab-1' });
    await resume.waitFor();
    await chooseRealTime();
    await resume.press('Enter');
    await user.leader();
    await user.send('get x');
    await expect.poll(() => user.answer(), patience).toBe('1');
  });

  test('nothing complained on the way: no warning, no error, no failed request', () => {
    expect(user.complaints).toEqual([]);
  });
});

/** Presses the focused Save button; answers the file when it is complete. */
async function save(): Promise<Download> {
  const [download] = await Promise.all([user.page.waitForEvent('download'), user.press('Enter')]);
  expect(download.suggestedFilename()).toMatch(/^lab-1-[0-9a-f]+-1\.(jsonl|csv)$/);
  await user.page.getByText(`saved as ${download.suggestedFilename()}`).waitFor();
  return download;
}

async function eventsIn(path: string): Promise<TraceEvent[]> {
  const notices: string[] = [];
  const events: TraceEvent[] = [];
  for await (const event of readTrace(path, { onNotice: (sentence) => notices.push(sentence) })) events.push(event);
  expect(notices).toEqual([]);
  return events;
}

function recordedText(): string {
  return readFileSync(join(lab.data, 'lab-1/traces/run-0001/events-000001.jsonl'), 'utf8');
}

/** Messages that arrived since the step pace began, as far as they are recorded. */
function deliveredByHand(): number {
  const text = recordedText();
  const begin = text.indexOf('"mode":"step"');
  return begin === -1 ? 0 : text.slice(begin).split('"ev":"msg.recv"').length - 1;
}

async function lineCount(path: string): Promise<number> {
  let count = 0;
  for await (const _line of createInterface({ input: createReadStream(path) })) count += 1;
  return count;
}

/** What the exported trace itself says of the lesson. */
function judge(events: readonly TraceEvent[]): void {
  const elected = events.find((event) => event.ev === 'raft.role' && event.role.to === 'leader');
  expect(elected?.t).toBeLessThan(2_000_000);
  const paces = events.flatMap((event, place) => (event.ev === 'lab.pace' ? [{ mode: event.pace.mode, place }] : []));
  const [held, live] = [paces.findIndex(({ mode }) => mode === 'step'), paces.length - 1];
  const stepped = events.slice(paces[held]?.place, paces[live]?.place);
  const received = stepped.filter(({ ev }) => ev === 'msg.recv').length;
  expect(received).toBeGreaterThanOrEqual(3);
  expect(received).toBeLessThanOrEqual(presses);
}
