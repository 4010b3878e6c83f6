/**
 * Old recordings in a real Chromium, without a cluster: from the start screen's list, by drag and drop, and a foreign file,
 * which is refused. Each test goes on where the one before it stopped.
 */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFolder } from '../../core/lab/cluster-folder.ts';
import { TraceWriter } from '../../core/recording/trace-writer.ts';
import { exporters } from '../../core/trace/exporters/exporters.ts';
import { stormEvents } from '../trace/storm.ts';
import { violationsInBothThemes } from './axe.ts';
import { LabPage, type OpenLab, openLab, patience } from './lab-page.ts';

const LIMIT_MS = 60_000;
const storm = stormEvents(9, 3000);
const text = [...exporters.jsonl.write(storm)].join('');
const counted = storm.length.toLocaleString('en');

let lab: OpenLab;
let user: LabPage;

beforeAll(async () => {
  lab = await openLab();
  await recordOldRun(lab.data);
  user = await LabPage.open(lab);
}, LIMIT_MS);
afterAll(() => lab?.close(), LIMIT_MS);

async function recordOldRun(data: string): Promise<void> {
  const { path } = await createFolder(data, { name: 'old-lesson', nodes: ['S1'], seed: 1, rules: {} });
  const problems: string[] = [];
  const folder = join(path, 'traces', 'run-0001');
  const writer = new TraceWriter({ folder, onError: (sentence) => problems.push(sentence), segmentEvents: 2000 });
  for (const event of storm) writer.append(event);
  await writer.close();
  expect(problems).toEqual([]);
}

/** As the browser does when a file is let go over the page. */
async function drop(name: string, content: Buffer): Promise<void> {
  const script = `(([name, base64]) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], name));
    for (const kind of ['dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
    }
  })(${JSON.stringify([name, content.toString('base64')])})`;
  await user.page.evaluate(script);
}

function button(name: string): Locator {
  return user.page.getByRole('button', { name, exact: true });
}

async function toasts(): Promise<string> {
  return (await user.page.locator('.toasts').textContent()) ?? '';
}

describe('an old recording', { timeout: LIMIT_MS }, () => {
  test('opens from the start screen, and its log matrix is there', async () => {
    await button('Look at old-lesson, run 9').click();
    await button('Close recording').waitFor();
    await expect.poll(() => user.events(), patience).toBe(storm.length);
    expect(
      await user.page.locator('[role="grid"] td[title*="committed"], table td[title*="committed"]').count(),
    ).toBeGreaterThan(10);
    expect(await user.page.getByText('Recording', { exact: true }).count()).toBe(1);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
  });

  test('cannot be harmed', async () => {
    await user.send('put x 1');
    await expect.poll(toasts, patience).toMatch(/recording/i);
    await expect.poll(() => user.events(), patience).toBe(storm.length);
  });

  test('is listed among all recordings', async () => {
    await button('Traces').click();
    const row = user.page.getByRole('row', { name: /^old-lesson, run 9/ });
    await expect.poll(() => row.textContent(), patience).toContain(counted);
    expect(await violationsInBothThemes(user.page)).toEqual([]);
    await row.getByRole('button', { name: 'Open old-lesson, run 9' }).press('Enter');
    await button('Lab').and(user.page.locator('[aria-current="page"]')).waitFor();
    await button('Close recording').click();
    await user.page.getByRole('button', { name: /^Start a 5-node cluster/ }).waitFor();
  });

  test('comes by drag and drop, packed, as far as it was not cut off', async () => {
    await drop('lesson.jsonl.gz', gzipSync(text));
    await button('Close recording').waitFor();
    await expect.poll(() => user.events(), patience).toBe(storm.length);
    expect(await user.page.getByText('Recording lesson.jsonl.gz').count()).toBe(1);
    await button('Close recording').click();
    const packed = gzipSync(text);
    await drop('cut.jsonl.gz', packed.subarray(0, packed.length / 2));
    await expect
      .poll(toasts, patience)
      .toMatch(/The trace is cut off after event [0-9,]+; all before it is complete\./);
    expect(await user.events()).toBeGreaterThan(storm.length / 4);
    await button('Close recording').click();
  });

  test('is not a web page, and the browser does not go to one', async () => {
    const address = user.page.url();
    await drop('<img src=x onerror=alert(1)>.html', Buffer.from('<!doctype html><script>alert(1)</script>'));
    await expect
      .poll(toasts, patience)
      .toContain('<img src=x onerror=alert(1)>.html is not a trace: there are no events in it.');
    expect(user.page.url()).toBe(address);
    await user.page.getByRole('button', { name: /^Start a 5-node cluster/ }).waitFor();
    expect(await violationsInBothThemes(user.page)).toEqual([]);
  });

  test('stands in the way of no running cluster: it goes on meanwhile, and is there again', async () => {
    await user.page.getByRole('button', { name: 'Real time' }).click();
    await user.page.getByRole('button', { name: /^Start a 5-node cluster/ }).click();
    await user.leader();
    await drop('lesson.jsonl', Buffer.from(text));
    await button('Back to live').waitFor();
    await expect.poll(() => user.events(), patience).toBe(storm.length);
    await button('Back to live').click();
    await user.leader();
    await user.send('put x 1');
    await expect.poll(() => user.answer(), patience).toBe('ok');
  });

  test('and nothing complained on the way', () => {
    expect(user.complaints).toEqual([]);
  });
});
