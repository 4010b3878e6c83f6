/**
 * A teacher keeps recordings in order, by keyboard in a real Chromium: titles and notes, and what is not needed any more
 * deleted. Each test goes on where the one before it stopped.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFolder } from '../../core/lab/cluster-folder.ts';
import { TraceWriter } from '../../core/recording/trace-writer.ts';
import { stormEvents } from '../trace/storm.ts';
import { violationsInBothThemes } from './axe.ts';
import { LabPage, type OpenLab, openLab, patience } from './lab-page.ts';

const LIMIT_MS = 60_000;
const hostile = '<img src=x onerror=alert(1)>';
const note = 'Show this first.\nThen crash S2.';

let lab: OpenLab;
let user: LabPage;

beforeAll(async () => {
  lab = await openLab();
  await recordRuns(7, 8, 9);
  user = await LabPage.open(lab);
}, LIMIT_MS);
afterAll(() => lab?.close(), LIMIT_MS);

/** `old-lesson, run 7` is in the folder run-0007, and so on. */
async function recordRuns(...runs: number[]): Promise<void> {
  const { path } = await createFolder(lab.data, { name: 'old-lesson', nodes: ['S1'], seed: 1, rules: {} });
  for (const run of runs) {
    const problems: string[] = [];
    const folder = join(path, 'traces', `run-000${run}`);
    const writer = new TraceWriter({ folder, onError: (sentence) => problems.push(sentence) });
    for (const event of stormEvents(run, 300)) writer.append(event);
    await writer.close();
    expect(problems).toEqual([]);
  }
}

function button(name: string): Locator {
  return user.page.getByRole('button', { name, exact: true });
}

/** Its title is selected, so that typing replaces it. */
async function openWords(recording: string): Promise<void> {
  await button(`Title and note of ${recording}`).press('Enter');
  await expect
    .poll(
      () => user.page.getByRole('textbox', { name: 'Title' }).evaluate((field) => field.matches(':focus')),
      patience,
    )
    .toBe(true);
}

function rows(): Promise<string[]> {
  return user.page.locator('[data-recording] th').allInnerTexts();
}

/** What has the focus, by its name. */
function focused(): Promise<string> {
  return user.page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent?.trim() ?? '';
  });
}

async function toasts(): Promise<string> {
  return (await user.page.locator('.toasts').textContent()) ?? '';
}

async function closed(role: 'dialog' | 'alertdialog'): Promise<void> {
  await user.page.getByRole(role).waitFor({ state: 'detached' });
}

async function openTraces(): Promise<void> {
  await user.press('ControlOrMeta+k');
  await user.page.getByRole('dialog').waitFor();
  await user.page.keyboard.type('All recordings');
  await user.press('Enter');
  await user.page.getByRole('heading', { name: 'Recordings' }).waitFor();
}

async function askToDelete(run: string): Promise<Locator> {
  await button(`Delete ${run}`).press('Enter');
  const question = user.page.getByRole('alertdialog', { name: 'Delete this recording?' });
  await question.waitFor();
  await expect.poll(focused, patience).toBe('Keep it');
  return question;
}

describe('recordings kept in order', { timeout: LIMIT_MS }, () => {
  test('get a title and a note by keyboard, and the focus is back where it was', async () => {
    await button('Look at old-lesson, run 9').waitFor();
    await openTraces();
    await openWords('old-lesson, run 9');
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    await user.page.keyboard.type('The split vote');
    await user.press('Tab');
    await user.page.keyboard.type(note);
    await user.press('ControlOrMeta+Enter');
    await closed('dialog');
    await expect.poll(focused, patience).toBe('Title and note of The split vote, old-lesson, run 9');
    await expect.poll(rows, patience).toContainEqual(expect.stringMatching(/^The split vote\s.*old-lesson, run 9$/s));
    expect(await user.page.locator('.note').allInnerTexts()).toContain(note);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    const kept = readFileSync(join(lab.data, 'old-lesson/traces/run-0009/description.json'), 'utf8');
    expect(JSON.parse(kept)).toEqual({ format: 1, title: 'The split vote', note });
  });

  test('show hostile words as words, no more of them than there may be, and none after Escape', async () => {
    await openWords('old-lesson, run 8');
    await user.page.keyboard.type(hostile);
    await user.press('Enter');
    await closed('dialog');
    await openWords(`${hostile}, old-lesson, run 8`);
    await user.page.keyboard.insertText('x'.repeat(120));
    expect(await user.page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('x'.repeat(100));
    await user.press('Escape');
    await closed('dialog');
    await expect.poll(focused, patience).toBe(`Title and note of ${hostile}, old-lesson, run 8`);
    await expect.poll(rows, patience).toContainEqual(expect.stringContaining(hostile));
    expect(await user.page.locator('main img').count()).toBe(0);
  });

  test('stay when the question is answered with Keep it, which is the first answer, or left', async () => {
    const question = await askToDelete('The split vote, old-lesson, run 9');
    expect(await question.textContent()).toMatch(/The split vote.*old-lesson, run 9.*No button brings it back/s);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    await user.press('Enter');
    await closed('alertdialog');
    await expect.poll(focused, patience).toBe('Delete The split vote, old-lesson, run 9');
    await askToDelete(`${hostile}, old-lesson, run 8`);
    await user.press('Escape');
    await closed('alertdialog');
    expect(await rows()).toHaveLength(3);
  });

  test('stay when the disk refuses, and it is said why', async () => {
    const trash = join(lab.data, 'recordings.trash');
    writeFileSync(trash, 'a file in the way');
    await askToDelete('old-lesson, run 7');
    await user.press('Tab', 'Enter');
    await closed('alertdialog');
    await expect.poll(toasts, patience).toMatch(/run-0007 is where it was\. It could not be moved to .*a file stands/);
    await expect.poll(focused, patience).toBe('Delete old-lesson, run 7');
    expect(await rows()).toHaveLength(3);
    rmSync(trash);
  });

  test('go when it is answered with Delete, and the focus goes to the row in their place', async () => {
    expect((await rows())[0]).toBe('old-lesson, run 7');
    expect((await rows())[1]).toContain('old-lesson, run 8');
    await askToDelete('old-lesson, run 7');
    await user.press('Tab');
    expect(await focused()).toBe('Delete');
    await user.press('Enter');
    await closed('alertdialog');
    await expect.poll(async () => (await rows()).length, patience).toBe(2);
    await expect.poll(focused, patience).toBe(`Delete ${hostile}, old-lesson, run 8`);
    await expect.poll(toasts, patience).toMatch(/old-lesson, run 7 is deleted\. Its files are in .*recordings\.trash/);
    expect(readdirSync(join(lab.data, 'recordings.trash'))).toEqual([
      expect.stringMatching(/^old-lesson\.run-0007\.20/),
    ]);
    expect(readdirSync(join(lab.data, 'old-lesson/traces')).sort()).toEqual(['run-0008', 'run-0009']);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
  });

  test('are opened by their title, described meanwhile, and not deleted while they are shown', async () => {
    await button('Open The split vote, old-lesson, run 9').press('Enter');
    await user.page.getByText('Recording The split vote', { exact: true }).waitFor();
    await button('Traces').click();
    const deletion = button('Delete The split vote, old-lesson, run 9');
    expect(await deletion.getAttribute('aria-disabled')).toBe('true');
    await deletion.press('Enter');
    await expect.poll(toasts, patience).toContain('This recording is shown now. Close it first.');
    await openWords('The split vote, old-lesson, run 9');
    await user.page.keyboard.type('The vote');
    await user.press('Enter');
    await button('Title and note of The vote, old-lesson, run 9').waitFor();
    await button('Close recording').click();
  });

  test('are named on the start screen, too; when the last one is gone, the focus is on the way to a file', async () => {
    await button('Lab').click();
    await button('Look at The vote, old-lesson, run 9').waitFor();
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    await openTraces();
    for (const run of ['The vote, old-lesson, run 9', `${hostile}, old-lesson, run 8`]) {
      await askToDelete(run);
      await user.press('Tab', 'Enter');
      await closed('alertdialog');
    }
    await user.page.getByText('Nothing has been recorded here yet.').waitFor();
    await expect.poll(focused, patience).toBe('Open a file…');
    expect(await violationsInBothThemes(user.page)).toEqual([]);
  });

  test('never go while they are recorded, but can have their title', async () => {
    await button('Lab').click();
    await user.page.getByRole('button', { name: /^Start a 5-node cluster/ }).click();
    await user.leader();
    await openTraces();
    await button('Refresh').click();
    const deletion = user.page.getByRole('button', { name: /^Delete lab-1/ });
    expect(await deletion.getAttribute('aria-disabled')).toBe('true');
    await deletion.press('Enter');
    await expect.poll(toasts, patience).toContain('This run is being recorded now. Stop the cluster first.');
    await openWords('lab-1, run 1');
    await user.page.keyboard.type('Today');
    await user.press('Enter');
    await expect.poll(rows, patience).toEqual([expect.stringMatching(/^Today\s/)]);
  });

  test('and nothing complained on the way', () => {
    expect(user.complaints).toEqual([]);
  });
});
