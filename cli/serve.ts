/** `raftarium serve`: the whole lab in a browser on this machine, until Ctrl-C. */
import { resolve } from 'node:path';
import { type LabHost, openLab } from '../core/lab/lab.ts';
import { type Command, exitCodes, InputError, type Terminal } from './command.ts';
import { defaultDataFolder } from './data-folder.ts';
import { noPositionals, readOptions, wholeNumber } from './options.ts';
import { version } from './version.ts';
import { hostLab, type WebOptions } from './web/lab-host.ts';

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

interface ServeOptions extends WebOptions {
  readonly nodes: number | undefined;
  readonly data: string;
}

export const serveCommand: Command = {
  help,
  async run(args, terminal) {
    const options = readServeOptions(args);
    const lab = openLab({ dataFolder: options.data, version });
    await hostLab(lab, options, terminal, async () => {
      if (options.nodes !== undefined) await startCluster(lab, options.nodes, terminal);
    });
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
