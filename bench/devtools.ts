/**
 * A page of Chromium at the end of a plain DevTools connection. Playwright is not used to measure: it has the browser tell it
 * of every byte that the page receives, which costs more than the page itself.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';

const target = v.object({ webSocketDebuggerUrl: v.string() });
const answer = v.object({ id: v.number(), result: v.optional(v.unknown()), error: v.optional(v.unknown()) });
const evaluated = v.object({ result: v.object({ value: v.optional(v.unknown()) }) });

export interface MeasuredPage {
  send(method: string, params: object): Promise<unknown>;
  /** The value of an expression, awaited in the page. */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

export async function openMeasuredPage(): Promise<MeasuredPage> {
  const profile = await mkdtemp(join(tmpdir(), 'raftarium-chromium-'));
  const args = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--window-size=1440,1000'];
  const program = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  const browser = spawn(program, [...args, '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const port = await portOf(browser.stderr);
  const listed = v.parse(v.array(target), await (await fetch(`http://127.0.0.1:${port}/json/list`)).json());
  const socket = new WebSocket(listed[0]?.webSocketDebuggerUrl ?? '');
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const send = sender(socket);
  return {
    send,
    async evaluate(expression) {
      const params = { expression, awaitPromise: true, returnByValue: true };
      return v.parse(evaluated, await send('Runtime.evaluate', params)).result.value;
    },
    async close() {
      socket.close();
      const closed = new Promise((resolve) => browser.once('close', resolve));
      browser.kill('SIGKILL');
      await closed;
      await rm(profile, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

async function portOf(said: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: said })) {
    const port = /ws:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    said.resume();
    return port;
  }
  throw new Error('Chromium ended before it could be talked to.');
}

function sender(socket: WebSocket): MeasuredPage['send'] {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const heard = v.safeParse(answer, JSON.parse(String(data)));
    if (!heard.success) return;
    const { id, result, error } = heard.output;
    if (error === undefined) waiting.get(id)?.resolve(result);
    else waiting.get(id)?.reject(new Error(JSON.stringify(error)));
    waiting.delete(id);
  });
  return (method, params) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
}
