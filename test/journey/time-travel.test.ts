/**
 * Back into a run that still goes on, by keys and by dragging: every panel shows the cluster as the recording says it
 * was, nothing can be done to it from there, and live is one key away. Each test goes on where the one before stopped.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTrace } from '../../core/recording/read-trace.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import { applyEvent, createView } from '../../core/trace/view.ts';
import { lastIndexOf } from '../../core/trace/view-log.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';
import { faceOf, leadersOf } from '../../renderer/model/faces.ts';
import { outcomeText } from '../../renderer/panels/client/operation-text.ts';
import { violationsInBothThemes } from './axe.ts';
import { LabPage, type OpenLab, openLab, patience } from './lab-page.ts';
import { misplaced } from './layout.ts';
import { differenceOf } from './pixels.ts';

const LIMIT_MS = 90_000;

/** Where pictures of the past go, for those who want to look at them. */
const pictures = process.env['RAFTARIUM_PICTURES'];

let lab: OpenLab;
let user: LabPage;

beforeAll(async () => {
  lab = await openLab();
  user = await LabPage.open(lab);
}, LIMIT_MS);
afterAll(() => lab?.close(), LIMIT_MS);

/** The event that the strip says is shown, and the cluster folded from the recording up to it. */
async function past(): Promise<{ readonly seq: number; readonly view: ClusterView; readonly event: TraceEvent }> {
  const text = (await user.page.getByText(/^the past: event [\d,]+ of/).textContent()) ?? '';
  const seq = Number(/event ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', ''));
  const view = createView();
  let last: TraceEvent | undefined;
  for await (const event of readTrace(join(lab.data, 'lab-1/traces/run-0001'), {})) {
    if (event.seq > seq) break;
    applyEvent(view, event);
    last = event;
  }
  if (last === undefined) throw new Error(`there is no event ${seq}`);
  return { seq, view, event: last };
}

/** The ring, the log, the leader's table and the list of operations, in the words of the page. */
async function shown(): Promise<Record<string, unknown>> {
  const { page } = user;
  const ring = await page.locator('.ring [data-node][role="button"]').evaluateAll((nodes) => {
    return nodes.map((node) => node.getAttribute('aria-label') ?? '');
  });
  const log = await page.locator('td[title]').evaluateAll((cells) => {
    return cells.map((cell) => (cell.getAttribute('title') ?? '').replace(/,.*, /, ', '));
  });
  const leader = await page
    .getByRole('region', { name: /What the leader believes/ })
    .locator('tbody tr')
    .evaluateAll((rows) => {
      return rows.map((row) => {
        const [peer = '', next = '', match = ''] = [...row.children].map(
          ({ textContent }) => textContent?.trim() ?? '',
        );
        return `${peer.slice(0, 2)} ${next} ${match}`;
      });
    });
  const operations = await page.locator('.ops .result').allTextContents();
  return {
    ring: ring.sort(),
    log: log.sort(),
    leader: leader.sort(),
    operations: operations.map((text) => text.trim()),
  };
}

/** The same, from the fold. */
function told(view: ClusterView): Record<string, unknown> {
  const nodes = [...view.nodes.values()];
  const leader = leadersOf(view)[0];
  const statuses = [...view.operations.values()].flat().sort((one, other) => other.invokedAt - one.invokedAt);
  return {
    ring: nodes.map((node) => `${node.id} T${node.state.currentTerm} ${faceOf(view, node).word}`).sort(),
    log: nodes.reduce((sum, node) => sum + lastIndexOf(node), 0),
    leader: [...(leader?.progress ?? [])]
      .map(([id, { nextIndex, matchIndex }]) => `${id} ${nextIndex} ${matchIndex}`)
      .sort(),
    operations: statuses.map(outcomeText),
  };
}

/** Once the past stands still: while it moves, the log is a picture and the panels take turns. */
async function expectTheRecordedMoment(): Promise<void> {
  await expect.poll(() => user.page.locator('[aria-busy="true"]').count(), patience).toBe(0);
  const { view } = await past();
  const [page, recorded] = [await shown(), told(view)];
  expect({ ...page, log: Array.isArray(page['log']) ? page['log'].length : 0 }).toEqual(recorded);
}

/** What `look` sees while the pointer that holds the playhead moves on the spot, so that the past never stands still. */
async function inMotion<Value>(x: number, y: number, look: () => Promise<Value>): Promise<Value> {
  const { page } = user;
  let isOver = false;
  const moving = (async () => {
    while (!isOver) await page.mouse.move(x, y);
  })();
  await expect.poll(() => page.locator('canvas').count(), patience).toBe(2);
  // Until every panel has had its turn.
  await page.waitForTimeout(500);
  const seen = await look();
  isOver = true;
  await moving;
  return seen;
}

async function picture(name: string): Promise<void> {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  for (const size of [
    { width: 1440, height: 900 },
    { width: 1920, height: 1080 },
  ]) {
    await user.page.setViewportSize(size);
    for (const colorScheme of ['dark', 'light'] as const) {
      await user.page.emulateMedia({ colorScheme });
      await user.page.waitForTimeout(300);
      await user.page.screenshot({ path: join(pictures, `${name}-${colorScheme}-${size.height}.png`) });
    }
  }
  await user.page.setViewportSize({ width: 1440, height: 900 });
}

describe('time travel', { timeout: LIMIT_MS }, () => {
  test('begins in a run with a leader that crashed and another one after it', async () => {
    await user.page.getByRole('button', { name: /^Start a 5-node cluster/ }).press('Enter');
    await user.leader();
    await user.send('put x 1');
    await expect.poll(() => user.answer(), patience).toBe('ok');
    await user.press('l');
    const crashed = (await user.page.locator('.ring [aria-pressed="true"]').getAttribute('data-node')) ?? '';
    await user.press('k');
    await user.leader(crashed);
    await user.send('put y 2');
    await expect.poll(() => user.answer(), patience).toBe('ok');
  });

  test('a key leads back to what was interesting, while the cluster goes on', async () => {
    const height = await user.page
      .getByRole('region', { name: 'What is going on' })
      .evaluate((strip) => strip.clientHeight);
    await user.press('<', '<', '<');
    await user.page.getByText(/^You are looking at \d\d:\d\d\.\d{3}/).waitFor();
    await expect(user.page.getByText(/behind live$/).textContent()).resolves.toMatch(/\d/);
    const strip = user.page.getByRole('region', { name: 'Time travel' });
    expect(Math.abs((await strip.evaluate((element) => element.clientHeight)) - height)).toBeLessThanOrEqual(2);
    const { seq } = await past();
    await expectTheRecordedMoment();
    const recorded = await user.events();
    await expect.poll(() => user.events(), patience).toBeGreaterThan(recorded);
    expect((await past()).seq).toBe(seq);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    expect(await misplaced(user.page)).toEqual([]);
    await picture('past');
  });

  test('steps by event, by term and to the start show what the recording says, and mark what changed', async () => {
    // From the start, because after it there is a later term for sure, however many elections there were.
    for (const keys of [[','], [',', ',', ','], ['.'], ['[', '['], ['Home'], ['>', '>'], [']']]) {
      await user.press(...keys);
      await expectTheRecordedMoment();
    }
    await user.press('<');
    await user.page.getByText(/Changed in this step: S\d/).waitFor();
    expect(await user.page.locator('.changed').count()).toBeGreaterThan(0);
    await picture('step');
    await user.press('Home');
    expect((await past()).seq).toBe(1);
    await expectTheRecordedMoment();
  });

  test('the violet line is dragged through the run, and the panels go along', async () => {
    await user.press('End', '0');
    const canvas = user.page.locator('canvas');
    const box = await canvas.boundingBox();
    if (box === null) throw new Error('there is no timeline');
    const y = box.y + 45;
    const seqs: number[] = [];
    await user.page.mouse.move(box.x + box.width * 0.7, y);
    await user.page.mouse.down();
    for (const share of [0.6, 0.45, 0.3, 0.5]) {
      await user.page.mouse.move(box.x + box.width * share, y, { steps: 4 });
      await expectTheRecordedMoment();
      seqs.push((await past()).seq);
    }
    const matrix = user.page.locator('.matrix');
    const moving = await inMotion(box.x + box.width * 0.5, y, () => matrix.screenshot());
    await expectTheRecordedMoment();
    const resting = await matrix.screenshot();
    expect(await differenceOf(user.page, moving, resting)).toBeLessThan(0.02);
    await user.press('Home');
    await expectTheRecordedMoment();
    expect(await differenceOf(user.page, moving, await matrix.screenshot())).toBeGreaterThan(0.02);
    await user.page.mouse.up();
    const [first = 0, second = 0, third = 0, fourth = 0] = seqs;
    expect(first > second && second > third && third < fourth).toBe(true);
    await user.press('Space');
    await expect.poll(async () => (await past()).seq, patience).toBeGreaterThan(fourth);
    await expect.poll(() => user.page.locator('[aria-busy="true"]').count(), patience).toBe(1);
    // An entry that is clicked while the past runs on: it stops, and the entry is chosen that is seen there.
    await matrix.click({ position: { x: 110, y: 40 } });
    await user.page.locator('td[aria-selected="true"]').waitFor();
    await user.press('F6');
    const { seq } = await past();
    await user.page.waitForTimeout(300);
    expect((await past()).seq).toBe(seq);
    await expectTheRecordedMoment();
  });

  test('nothing can be done from there, and every control says why', async () => {
    const why = /^This is the past, and it cannot be changed\./;
    const { page } = user;
    const controls = [page.locator('.faults .row:last-child .btn'), page.getByRole('button', { name: /^Send/ })];
    const all = [...controls, page.getByRole('group', { name: 'Pace' }).getByRole('button')];
    const buttons = (await Promise.all(all.map((some) => some.all()))).flat();
    expect(buttons.length).toBe(8);
    for (const button of buttons) {
      expect(await button.getAttribute('aria-disabled')).toBe('true');
      expect(await button.getAttribute('title')).toMatch(why);
    }
    expect(await user.page.locator('[data-prompt]').isDisabled()).toBe(true);
    await user.press('k');
    await user.page.getByText(why).first().waitFor();
    await user.press('ControlOrMeta+Shift+p');
    await user.page.keyboard.type('heal all');
    await user.page.getByRole('dialog').getByText(why).waitFor();
    await user.press('Escape');
    await expect.poll(() => user.page.getByRole('dialog').count(), patience).toBe(0);
  });

  test('End is back at live, where everything works again', async () => {
    await user.press('End');
    await user.page.getByText('Live', { exact: true }).waitFor();
    await user.page.getByRole('region', { name: 'What is going on' }).waitFor();
    expect(await user.page.getByRole('region', { name: 'Time travel' }).count()).toBe(0);
    await user.send('get x');
    await expect.poll(() => user.answer(), patience).toBe('1');
  });

  test('nothing complained on the way: no warning, no error, no failed request', () => {
    expect(user.complaints).toEqual([]);
  });
});
