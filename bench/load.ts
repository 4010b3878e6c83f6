/** Prints what a long recording costs in the page, in a real Chromium: to open it, and each frame of a drag through it. */
import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { launchChromium } from '../test/browser.ts';
import { writeLongTrace } from './long-trace.ts';

const program = join(import.meta.dirname, '../out/main/cli.js');
const LIMIT_MS = 300_000;
const DRAGS = 4;
const STEPS = 300;

/** Into `folder`, which must be empty. Runs the built program and its built page. */
export async function measureLoad(folder: string, events: number): Promise<void> {
  const trace = join(folder, 'trace');
  const written = await writeLongTrace(trace, events);
  await measurePage(folder, trace, written);
}

export async function measurePage(folder: string, trace: string, written: number): Promise<void> {
  const sizes = await Promise.all((await readdir(trace)).map((name) => stat(join(trace, name))));
  const megabytes = Math.round(sizes.reduce((sum, { size }) => sum + size, 0) / 1e6);
  console.log(`opening ${written} events, ${megabytes} MB, in Chromium`);
  const args = [program, 'open', trace, '--no-open', '--json', '--data', join(folder, 'data')];
  const host = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.setDefaultTimeout(LIMIT_MS);
    await opened(page, await addressOf(host.stdout));
    await dragged(page);
  } finally {
    await browser.close();
    host.kill('SIGINT');
  }
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const { url }: { url: string } = JSON.parse(line);
    return url;
  }
  throw new Error('The lab ended without an address.');
}

async function opened(page: Page, url: string): Promise<void> {
  const startedAt = performance.now();
  await page.goto(url);
  await page.getByRole('progressbar', { name: 'Read' }).waitFor();
  const begun = performance.now();
  const frames = page.evaluate(watchFrames);
  await page.getByRole('progressbar', { name: 'Read' }).waitFor({ state: 'detached' });
  const seconds = (from: number) => ((performance.now() - from) / 1000).toFixed(1);
  console.log(`  opened in ${seconds(begun)} s, ${seconds(startedAt)} s with the page itself`);
  await page.evaluate(() => dispatchEvent(new Event('bench-end')));
  print('frames while opening', await frames);
  const heap = await page.evaluate(() => Reflect.get(performance, 'memory')?.usedJSHeapSize ?? 0);
  console.log(`  memory of the page's script: ${Math.round(heap / 1e6)} MB`);
}

/** Milliseconds between frames until the event `bench-end`. */
function watchFrames(): Promise<number[]> {
  return new Promise((resolve) => {
    const gaps: number[] = [];
    let last = performance.now();
    let isOver = false;
    addEventListener('bench-end', () => {
      isOver = true;
    });
    const next = (now: number) => {
      gaps.push(now - last);
      last = now;
      if (isOver) resolve(gaps);
      else requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
}

/** The playhead, taken by its axis and moved over the whole run; then to places all over it. */
async function dragged(page: Page): Promise<void> {
  await page.keyboard.press('F6');
  await page
    .getByRole('button', { name: /whole run/i })
    .first()
    .click();
  const canvas = page.locator('canvas').first();
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('There is no timeline.');
  const y = box.y + 38;
  const left = box.x + 90;
  const width = box.width - 110;
  await page.evaluate(watchCosts);
  await page.mouse.move(left + width - 5, y);
  await page.mouse.down();
  for (let drag = 0; drag < DRAGS; drag += 1) {
    for (let step = 0; step <= STEPS; step += 1) {
      const share = step / STEPS;
      await page.mouse.move(left + width * (drag % 2 === 0 ? 1 - share : share), y);
    }
  }
  print('a frame of a drag over the whole run', await page.evaluate(takeCosts));
  for (let step = 0; step < STEPS; step += 1) await page.mouse.move(left + width * ((step * 0.618) % 1), y);
  print('a frame that shows any moment', await page.evaluate(takeCosts));
  await page.mouse.up();
}

/** From each move of the pointer until its frame is laid out and painted, milliseconds. */
function watchCosts(): void {
  const costs: number[] = [];
  Reflect.set(window, 'benchCosts', costs);
  let startedAt: number | null = null;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    if (startedAt !== null) costs.push(performance.now() - startedAt);
    startedAt = null;
  };
  const begin = () => {
    if (startedAt !== null) return;
    startedAt = performance.now();
    requestAnimationFrame(() => port2.postMessage(null));
  };
  addEventListener('pointermove', begin, { capture: true });
}

function takeCosts(): number[] {
  return Reflect.get(window, 'benchCosts').splice(0);
}

function print(name: string, times: readonly number[]): void {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(1).padStart(7);
  const count = String(sorted.length).padStart(5);
  console.log(`  ${name.padEnd(38)} ${count} frames  p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  max ${at(1)} ms`);
}
