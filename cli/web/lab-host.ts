/** The lab in a browser from its beginning to Ctrl-C, for the commands that open it. */
import { join } from 'node:path';
import { serve } from '../../core/contract/serve.ts';
import { readBuiltFiles } from '../../core/hosting/built-files.ts';
import type { LabHost } from '../../core/lab/lab.ts';
import { InputError, type Terminal } from '../command.ts';
import { openWebHost, type WebHost, type WebHostOptions } from './host.ts';
import { openBrowser } from './open-browser.ts';

const CLOSE_LIMIT_MS = 2500;

export interface WebOptions {
  /** The port asked for; 0 takes a free one. */
  readonly port: number;
  readonly open: boolean;
  readonly json: boolean;
}

/** Runs until it is interrupted; `begin` is called once the address is out. */
export async function hostLab(
  lab: LabHost,
  options: WebOptions,
  terminal: Terminal,
  begin: () => Promise<void> = async () => {},
): Promise<void> {
  const files = readBuiltFiles(join(import.meta.dirname, '../renderer'));
  const call = serve(lab.api, (error, method) => terminal.say(`${method} failed: ${describe(error)}`));
  const host = await openOnSomePort(
    { files, port: options.port, call, onEvents: (listen) => lab.onEvents(listen) },
    terminal,
  );
  announce(host, options, terminal);
  await begin();
  await untilInterrupted(terminal.interrupted);
  await closeInOrder(host, lab, terminal);
}

async function openOnSomePort(options: WebHostOptions, terminal: Terminal): Promise<WebHost> {
  const host = await openWebHost(options);
  if (host !== null) return host;
  terminal.say(`Port ${options.port} is taken by another program; a free one is used instead.`);
  const other = await openWebHost({ ...options, port: 0 });
  if (other === null) throw new InputError('There is no free port on 127.0.0.1');
  return other;
}

function announce(host: WebHost, options: WebOptions, terminal: Terminal): void {
  if (options.json) terminal.out(JSON.stringify({ url: host.url }));
  else terminal.out(`The lab is at ${host.url}`);
  const opened = options.open && openBrowser(host.openDoor());
  if (!opened && !options.json) terminal.say('Open this address in a browser. Ctrl-C ends the lab.');
}

function untilInterrupted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}

async function closeInOrder(host: WebHost, lab: LabHost, terminal: Terminal): Promise<void> {
  const limit = new Promise<'late'>((late) => setTimeout(late, CLOSE_LIMIT_MS, 'late').unref());
  const closed = Promise.all([host.close(), lab.close()]);
  if ((await Promise.race([closed, limit])) === 'late')
    terminal.say('The cluster did not stop in time; it is ended as by a crash.');
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
