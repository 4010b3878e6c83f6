/** `raftarium serve`: the whole lab in a browser on this machine, until Ctrl-C. */
import { join, resolve } from 'node:path';
import { serve } from '../core/contract/serve.ts';
import { readBuiltFiles } from '../core/hosting/built-files.ts';
import { type LabHost, openLab } from '../core/lab/lab.ts';
import { type Command, exitCodes, InputError, type Terminal } from './command.ts';
import { defaultDataFolder } from './data-folder.ts';
import { noPositionals, readOptions, wholeNumber } from './options.ts';
import { version } from './version.ts';
import { openWebHost, type WebHost, type WebHostOptions } from './web/host.ts';
import { openBrowser } from './web/open-browser.ts';

const CLOSE_LIMIT_MS = 2500;

const help = [
  'Usage: raftarium serve [--port P] [--nodes N] [--data DIR] [--no-open] [--json]',
  '',
  'Opens the lab in a browser. It listens on 127.0.0.1 only, and only for who holds the address printed here.',
  '',
  '  --port P    the port of the lab itself; without it, or when it is taken, a free one',
  '  --nodes N   starts a new cluster of 1 to 9 nodes at once; without it the start screen opens',
  `  --data DIR  where clusters are stored (${defaultDataFolder()})`,
  '  --no-open   prints the address and opens no browser',
  '  --json      the first line of output is {"url": …}',
].join('\n');

interface ServeOptions {
  readonly port: number;
  readonly nodes: number | undefined;
  readonly data: string;
  readonly open: boolean;
  readonly json: boolean;
}

export const serveCommand: Command = {
  summary: 'opens the lab in a browser',
  help,
  async run(args, terminal) {
    const options = readServeOptions(args);
    const files = readBuiltFiles(join(import.meta.dirname, '../renderer'));
    const lab = openLab({ dataFolder: options.data, version });
    const call = serve(lab.api, (error, method) => terminal.say(`${method} failed: ${describe(error)}`));
    const host = await openOnSomePort(
      { files, port: options.port, call, onEvents: (listen) => lab.onEvents(listen) },
      terminal,
    );
    announce(host, options, terminal);
    if (options.nodes !== undefined) await startCluster(lab, options.nodes, terminal);
    await untilInterrupted(terminal.interrupted);
    await closeInOrder(host, lab, terminal);
    return exitCodes.good;
  },
};

function readServeOptions(args: readonly string[]): ServeOptions {
  const { values, positionals } = readOptions(args, {
    port: { type: 'string' },
    nodes: { type: 'string' },
    data: { type: 'string' },
    'no-open': { type: 'boolean' },
    json: { type: 'boolean' },
  });
  noPositionals(positionals);
  if (values.data === '') throw new InputError('--data takes a folder');
  return {
    port: wholeNumber(values.port, 'port', 1, 65_535) ?? 0,
    nodes: wholeNumber(values.nodes, 'nodes', 1, 9),
    data: resolve(values.data ?? defaultDataFolder()),
    open: values['no-open'] !== true,
    json: values.json === true,
  };
}

async function openOnSomePort(options: WebHostOptions, terminal: Terminal): Promise<WebHost> {
  const host = await openWebHost(options);
  if (host !== null) return host;
  terminal.say(`Port ${options.port} is taken by another program; a free one is used instead.`);
  const other = await openWebHost({ ...options, port: 0 });
  if (other === null) throw new InputError('There is no free port on 127.0.0.1');
  return other;
}

function announce(host: WebHost, options: ServeOptions, terminal: Terminal): void {
  if (options.json) terminal.out(JSON.stringify({ url: host.url }));
  else terminal.out(`The lab is at ${host.url}`);
  const opened = options.open && openBrowser(host.openDoor());
  if (!opened && !options.json) terminal.say('Open this address in a browser. Ctrl-C ends the lab.');
}

async function startCluster(lab: LabHost, nodes: number, terminal: Terminal): Promise<void> {
  const found = await lab.api['lab.describe']({});
  const [stored] = found.ok ? found.value.stored : [];
  if (stored !== undefined) {
    terminal.say(
      `No new cluster was started: ${stored.name} is stored here already. Resume it on the start screen, or give another --data folder.`,
    );
    return;
  }
  const reply = await lab.api['cluster.create']({ nodes, rules: {} });
  if (!reply.ok) terminal.say(reply.error.message);
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
