/**
 * A cluster that grows, shrinks, changes its lead and lets go of its log, as a class does it in the page (§6, §7, thesis
 * 3.10): the built lab, real servers, a real Chromium. Each test goes on where the one before it stopped.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violationsInBothThemes } from './axe.ts';
import { LabPage, type OpenLab, openLab, patience } from './lab-page.ts';
import { misplaced } from './layout.ts';

const LIMIT_MS = 90_000;

let lab: OpenLab;
let user: LabPage;

beforeAll(async () => {
  lab = await openLab();
  user = await LabPage.open(lab);
}, LIMIT_MS);
afterAll(() => lab?.close(), LIMIT_MS);

async function press(name: string | RegExp): Promise<void> {
  await user.page.getByRole('button', { name }).first().click();
}

async function summary(text: RegExp): Promise<void> {
  await user.page.getByRole('dialog', { name: 'Members' }).getByText(text).waitFor();
}

/** One of the ring that follows and is none of `others`. */
async function follower(...others: string[]): Promise<string> {
  const nodes = await user.nodes('Follower').all();
  const names = await Promise.all(nodes.map((node) => node.getAttribute('data-node')));
  return names.find((name) => name !== null && !others.includes(name)) ?? '';
}

async function select(node: string): Promise<void> {
  const shown = user.page.locator(`.ring [data-node="${node}"]`);
  if ((await shown.getAttribute('aria-pressed')) === 'false') await shown.click();
}

function recorded(): string {
  return readFileSync(join(lab.data, 'lab-1/traces/run-0001/events-000001.jsonl'), 'utf8');
}

describe('a cluster whose members change', { timeout: LIMIT_MS }, () => {
  test('4.2.1 two nodes join: they learn, catch up, and vote', async () => {
    await press(/^3$/);
    await press('Real time');
    await press(/^Start a 3-node cluster/);
    await user.leader();
    await user.press('m');
    await summary(/^3 voters, majority 2$/);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    await press(/^Add a voter/);
    await summary(/^4 voters, majority 3$/);
    await press(/^Add a voter/);
    await summary(/^5 voters, majority 3$/);
    await user.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => user.nodes('Follower').count(), patience).toBe(4);
    expect(await misplaced(user.page)).toEqual([]);
  });

  test('5.3 a write is committed on all five', async () => {
    await user.send('put x 1');
    await expect.poll(() => user.committedOn('put x 1'), patience).toEqual(['S1', 'S2', 'S3', 'S4', 'S5']);
  });

  test('6 one is taken out by joint consensus, and both sets are in sight until C-old,new is left by hand', async () => {
    const leaving = await follower();
    await user.press('m');
    await user.page.getByText('Any other membership').click();
    await user.page
      .getByRole('group', { name: `Place of ${leaving}` })
      .getByRole('button', { name: 'Out' })
      .click();
    await press('By hand');
    await press('Change');
    await user.page.getByText('C-old', { exact: true }).waitFor();
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    expect(await misplaced(user.page)).toEqual([]);
    await press('Leave C-old,new');
    await summary(/^4 voters, majority 3$/);
    await expect.poll(() => user.word(leaving), patience).toMatch(/ Removed$/);
  });

  test('4.1 another one is removed, which a disabled control then says', async () => {
    const leader = await user.leader();
    const leaving = await follower(leader);
    await press(`Remove: Remove ${leaving} from the cluster`);
    await summary(/^3 voters, majority 2$/);
    await expect.poll(() => user.word(leaving), patience).toMatch(/ Removed$/);
    await expect.poll(() => user.nodes('Removed').count(), patience).toBe(2);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
  });

  test('3.10 the lead is handed over by a key', async () => {
    await user.press('Escape');
    await expect.poll(() => user.page.getByRole('dialog').count(), patience).toBe(0);
    const before = await user.leader();
    const next = await follower(before);
    await select(next);
    await user.press('Shift+L');
    await expect.poll(() => user.leader(before), patience).toBe(next);
  });

  test('7 a node that was away returns through the snapshot', async () => {
    const leader = await user.leader();
    const away = await follower(leader);
    await select(away);
    await user.press('k');
    await expect.poll(() => user.word(away), patience).toMatch(/Down$/);
    for (const value of ['2', '3']) {
      await user.send(`put x ${value}`);
      await expect.poll(() => user.answer(), patience).toBe('ok');
    }
    await select(leader);
    await user.press('Shift+S');
    await user.page
      .getByText(/^snapshot up to \d+ \(/)
      .first()
      .waitFor();
    await select(away);
    await user.press('k');
    await expect.poll(() => user.word(away), patience).toMatch(/Follower$/);
    await expect.poll(() => user.page.getByText(/^snapshot up to \d+ \(/).count(), patience).toBe(2);
    // The recording is written a moment later.
    await expect.poll(recorded, patience).toMatch(/"ev":"log.compact".*"why":"installed"/);
  });

  test('6.4 a local read says that it may be stale', async () => {
    await user.press('c', 'ControlOrMeta+a');
    await user.page.keyboard.type('get x');
    await user.page.getByLabel('How the get is read').selectOption('local');
    await press(/^Send/);
    await expect.poll(() => user.answer(), patience).toMatch(/^\d, may be stale$/);
  });

  test('6.4.1 a rule is switched while the cluster runs, and the status bar warns of it in words', async () => {
    await user.press('F6', 'r');
    await user.page.getByRole('heading', { name: 'Rules' }).waitFor();
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    await press('Lease: trusts the clocks');
    await user.page.getByText(/^Trusts the clocks: where one runs/).waitFor();
    await user.press('Escape');
    await user.page.getByRole('button', { name: 'reads: lease, trusts the clocks' }).waitFor();
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    for (const viewport of [
      { width: 1024, height: 700 },
      { width: 1920, height: 1080 },
    ]) {
      await user.page.setViewportSize(viewport);
      expect([viewport.width, ...(await misplaced(user.page))]).toEqual([viewport.width]);
    }
  });

  test('nothing complained on the way: no warning, no error, no failed request', () => {
    expect(user.complaints).toEqual([]);
  });
});
