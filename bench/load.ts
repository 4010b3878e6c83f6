/** Prints what a long recording costs in the page, in a real Chromium: to open it, and each frame of a drag through it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { type MeasuredPage, openMeasuredPage } from './devtools.ts';
import { megabytes, program, sizeOf } from './exports.ts';
import { writeLongTrace } from './long-trace.ts';
import { shareOf } from './measure.ts';

const LIMIT_MS = 300_000;
const DRAGS = 5;
const STEPS = 100;

/** Into `folder`, which must be empty. Runs the built program and its built page. */
export async function measureLoad(folder: string, events: number): Promise<void> {
  const trace = join(folder, 'trace');
  const written = await writeLongTrace(trace, events);
  console.log(`opening ${written} events, ${megabytes(await sizeOf(trace))}, in Chromium`);
  const args = [program, 'open', trace, '--no-open', '--json', '--data', join(folder, 'data')];
  const host = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = await addressOf(host.stdout);
    const page = await openMeasuredPage();
    try {
      await opened(page, url);
      await dragged(page);
    } finally {
      await page.close();
    }
  } finally {
    host.kill('SIGINT');
  }
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    return v.parse(v.object({ url: v.string() }), JSON.parse(line)).url;
  }
  throw new Error('The lab ended without an address.');
}

async function opened(page: MeasuredPage, url: string): Promise<void> {
  const startedAt = performance.now();
  await page.send('Page.navigate', { url });
  const isReading = () => page.evaluate("document.querySelector('[role=dialog] progress') !== null");
  await until(isReading, true);
  const begun = performance.now();
  await until(isReading, false);
  const seconds = (from: number) => ((performance.now() - from) / 1000).toFixed(1);
  console.log(`  opened in ${seconds(begun)} s, ${seconds(startedAt)} s with the page itself`);
  const heap = Number(await page.evaluate('performance.memory.usedJSHeapSize'));
  console.log(`  memory of the page's script: ${megabytes(heap)}`);
}

async function until(look: () => Promise<unknown>, wanted: unknown): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while ((await look()) !== wanted) {
    if (performance.now() > end) throw new Error('The recording was not opened in time.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The playhead, taken by its axis and moved over the whole run; then to places all over it; then step by step. */
async function dragged(page: MeasuredPage): Promise<void> {
  await page.evaluate(`[...document.querySelectorAll('button')]
    .find((button) => /whole run/i.test(button.getAttribute('aria-label') ?? '')).click()`);
  const box = v.parse(
    v.object({ x: v.number(), y: v.number(), width: v.number() }),
    await page.evaluate(boxOfTimeline),
  );
  const at = (share: number) => ({ x: box.x + 90 + share * (box.width - 110), y: box.y + 38 });
  const mouse = (type: string, share: number) =>
    page.send('Input.dispatchMouseEvent', { type, ...at(share), button: 'left', buttons: 1, clickCount: 1 });
  await page.evaluate(watchCosts);
  await mouse('mousePressed', 0.98);
  for (let drag = 0; drag < DRAGS; drag += 1) {
    for (let step = 0; step <= STEPS; step += 1) await mouse('mouseMoved', Math.abs(((drag + 1) % 2) - step / STEPS));
  }
  print('a frame of a drag over the whole run', await page.evaluate('benchCosts.splice(0)'));
  for (let jump = 0; jump < DRAGS * STEPS; jump += 1) await mouse('mouseMoved', (jump * 0.618) % 1);
  print('a frame of a drag to any moments', await page.evaluate('benchCosts.splice(0)'));
  await mouse('mouseReleased', 0.5);
  await stepped(page);
}

/** A single step shows its moment in all panels at once, where in a drag they take turns. */
async function stepped(page: MeasuredPage): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await page.evaluate('benchCosts.splice(0)');
  for (let step = 0; step < STEPS; step += 1) {
    await page.send('Input.dispatchKeyEvent', { type: 'keyDown', key: '.', text: '.' });
    await page.send('Input.dispatchKeyEvent', { type: 'keyUp', key: '.' });
  }
  print('a single step, all panels at once', await page.evaluate('benchCosts.splice(0)'));
}

const boxOfTimeline = `(() => {
  const { x, y, width } = document.querySelector('canvas').getBoundingClientRect();
  return { x, y, width };
})()`;

/**
 * From each move or key until its frame is laid out and painted, milliseconds. Then a task runs that was asked for in the
 * frame, or the next frame has begun already: the browser hands out moves of the pointer when a frame begins.
 */
const watchCosts = `(() => {
  window.benchCosts = [];
  let startedAt = null;
  let isDrawn = false;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = end;
  function end() {
    if (!isDrawn) return;
    benchCosts.push(performance.now() - startedAt);
    startedAt = null;
    isDrawn = false;
  }
  function begin() {
    end();
    if (startedAt !== null) return;
    startedAt = performance.now();
    requestAnimationFrame(() => {
      isDrawn = true;
      port2.postMessage(null);
    });
  }
  addEventListener('pointermove', begin, { capture: true });
  addEventListener('keydown', begin, { capture: true });
})()`;

function print(name: string, measured: unknown): void {
  const times = v.parse(v.array(v.number()), measured);
  const at = (share: number) => shareOf(times, share).toFixed(1).padStart(7);
  const count = String(times.length).padStart(5);
  console.log(`  ${name.padEnd(38)} ${count} frames  p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  max ${at(1)} ms`);
}
