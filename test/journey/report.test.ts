/**
 * What a student takes home: a part of the trace, pictures, the lab report; and what the checks say, green on an honest
 * run and red on a recorded mistake, which is then compared with a run that does not have it.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Download } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseLine } from '../../core/trace/parse.ts';
import { temporaryFolder } from '../cli/program.ts';
import { built } from '../electron/built.ts';
import { violationsInBothThemes } from './axe.ts';
import { LabPage, type OpenLab, openLab, patience } from './lab-page.ts';

const LIMIT_MS = 120_000;

let lab: OpenLab;
let user: LabPage;

beforeAll(async () => {
  lab = await openLab('--nodes', '5');
  user = await LabPage.open(lab);
  // Without a listener the browser opens its own dialog, and the first key would come before a later one is heard.
  user.page.on('filechooser', () => {});
}, LIMIT_MS);
afterAll(() => lab?.close(), LIMIT_MS);

async function downloaded(act: () => Promise<void>): Promise<Download> {
  const [download] = await Promise.all([user.page.waitForEvent('download'), act()]);
  return download;
}

async function go(screen: string): Promise<void> {
  await user.page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen }).click();
}

/** A zoo scenario in virtual time, as the command line records it. */
function zooFile(name: string): string {
  const folder = temporaryFolder();
  const run = ['run', `scenarios/zoo/${name}.yaml`, '--sim', '--trace', folder];
  expect(spawnSync('node', [built('main/cli.js'), ...run]).status).toBe(0);
  return join(folder, 'events-000001.jsonl');
}

describe('what goes home', { timeout: LIMIT_MS }, () => {
  test('there is something to take', async () => {
    await user.leader();
    await user.send('put x <b>1</b>');
    await expect.poll(() => user.answer(), patience).toBe('ok');
  });

  test.each([
    ['SVG', 'The replicated log', 'noop'],
    ['SVG', 'The timeline', 'data:image/png'],
    ['PNG', 'The cluster', ''],
    ['PNG', 'The timeline', ''],
  ])('a picture as %s: %s, which another program can open', async (format, panel, inside) => {
    await user.page.getByRole('button', { name: `Picture: ${panel}` }).click();
    const save = user.page.getByRole('menuitem', { name: `Save as ${format}` });
    const file = readFileSync(await (await downloaded(() => save.click())).path());
    const blank = await lab.browser.newPage({ javaScriptEnabled: false });
    const type = format === 'SVG' ? 'image/svg+xml' : 'image/png';
    await blank.setContent(`<img alt="" src="data:${type};base64,${file.toString('base64')}">`);
    const size = await blank.locator('img').boundingBox();
    expect(size?.width).toBeGreaterThan(400);
    expect(size?.height).toBeGreaterThan(250);
    // A picture of nothing is white all over, and packs into next to nothing.
    expect((await blank.locator('img').screenshot()).length).toBeGreaterThan(8000);
    if (format === 'SVG') expect(file.toString()).toContain(inside);
    if (format === 'SVG') expect(file.toString()).toMatch(/At \d\d:\d\d\.\d{3}, after event/);
    await blank.close();
    await user.page.bringToFront();
  });

  test('a part of the trace: what the preview counts is what is saved', async () => {
    await user.press('ControlOrMeta+Shift+e');
    await user.page.getByRole('textbox', { name: 'To' }).fill('#300');
    await user.page.getByRole('checkbox', { name: 'Without heartbeats' }).check();
    await user.page.getByRole('checkbox', { name: 'S1', exact: true }).uncheck();
    const passes = user.page.getByText(/^[\d,]+ events pass\.$/);
    await passes.waitFor();
    await expect
      .poll(async () => Number((await passes.textContent())?.replaceAll(/\D/g, '')), patience)
      .toBeLessThan(300);
    const counted = Number((await passes.textContent())?.replaceAll(/\D/g, ''));
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    const save = user.page.getByRole('button', { name: 'Save as a file' });
    const text = readFileSync(await (await downloaded(() => save.click())).path(), 'utf8');
    const lines = text.trimEnd().split('\n').map(parseLine);
    expect(lines).toHaveLength(counted);
    for (const line of lines) {
      if (line.kind !== 'event') throw new Error(line.kind);
      expect(line.event.seq).toBeLessThanOrEqual(300);
      expect(line.event.node).not.toBe('S1');
    }
    await user.page.getByRole('button', { name: 'All', exact: true }).click();
    expect(await user.page.getByRole('checkbox', { name: 'S1', exact: true }).isChecked()).toBe(true);
  });

  test('the lab report opens without scripts and without a network, with the notes as they were typed', async () => {
    await user.page.getByRole('radio', { name: /^Lab report/ }).check();
    await user.page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
    await user.page.getByRole('textbox', { name: 'Your notes' }).fill('<script>alert(1)</script>\nS1 led.');
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    const save = user.page.getByRole('button', { name: 'Save as a file' });
    const html = readFileSync(await (await downloaded(() => save.click())).path(), 'utf8');
    await user.press('Escape');
    const asked: string[] = [];
    const page = await lab.browser.newPage({ offline: true });
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) asked.push(request.url());
    });
    page.on('dialog', (dialog) => asked.push(dialog.message()));
    await page.setContent(html);
    expect(await page.locator('script').count()).toBe(0);
    expect(await page.locator('blockquote').textContent()).toBe('<script>alert(1)</script>\nS1 led.');
    expect(await page.locator('td', { hasText: 'put x "<b>1</b>"' }).count()).toBe(1);
    expect(await page.locator('figure svg').count()).toBeGreaterThanOrEqual(4);
    expect(await page.getByText(/became leader of term/).count()).toBeGreaterThan(0);
    expect(asked).toEqual([]);
    await page.close();
    await user.page.bringToFront();
  });
});

describe('the checks', { timeout: LIMIT_MS }, () => {
  test('are green on an honest run, and say how often each rule was put to the test', async () => {
    await go('Checks');
    const row = (name: string) => user.page.getByRole('row', { name: new RegExp(`^${name}`) });
    for (const name of ['Election Safety', 'Log Matching', 'State Machine Safety', 'Linearizability']) {
      await expect.poll(() => row(name).textContent(), patience).toMatch(/Held (once|[\d,]+ times)/);
    }
    expect(await user.page.getByText('Violated').count()).toBe(0);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
  });

  test('are red on every screen when a recorded run breaks a rule, and lead to what clashes', async () => {
    const [chooser] = await Promise.all([user.page.waitForEvent('filechooser'), user.press('ControlOrMeta+o')]);
    await chooser.setFiles(zooFile('ack-before-sync'));
    const banner = user.page.getByRole('alert').filter({ hasText: 'Violation.' });
    await banner.waitFor();
    for (const screen of ['Timeline', 'Traces', 'Lab']) {
      await go(screen);
      expect(await banner.isVisible()).toBe(true);
    }
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    await banner.getByRole('button', { name: 'Show' }).click();
    await expect.poll(() => user.page.getByRole('article').count(), patience).toBe(2);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    await expect.poll(() => user.page.getByText(/^Violated/).count(), patience).toBeGreaterThan(0);
  });
});

describe('comparing', { timeout: LIMIT_MS }, () => {
  test('the mistake with another run: the first difference is marked, and one goes from each to the next', async () => {
    await go('Compare');
    const file = user.page.getByRole('button', { name: 'File for recording B' });
    const [chooser] = await Promise.all([user.page.waitForEvent('filechooser'), file.click()]);
    await chooser.setFiles(zooFile('cut-without-conflict'));
    await user.page.locator('form').getByRole('button', { name: 'Compare' }).click();
    await user.page.getByText(/events are the same/).waitFor();
    await user.page.getByText(/difference 1 of/).waitFor();
    await user.page.getByRole('button', { name: 'Next difference' }).click();
    await user.page.getByText(/difference 2 of/).waitFor();
    expect(await user.page.getByRole('listbox').last().locator('[aria-selected="true"]').count()).toBe(1);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
  });

  test('nothing complained on the way', () => {
    expect(user.complaints).toEqual([]);
  });
});
