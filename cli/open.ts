/** `raftarium open`: a recorded trace in the lab's own screens, without a cluster, until Ctrl-C. */
import { resolve } from 'node:path';
import { openLab } from '../core/lab/lab.ts';
import { type Command, exitCodes, InputError } from './command.ts';
import { defaultDataFolder } from './data-folder.ts';
import { onlyPositional, readOptions, wholeNumber } from './options.ts';
import { version } from './version.ts';
import { hostLab } from './web/lab-host.ts';

const help = [
  'Usage: raftarium open TRACE [--port P] [--data DIR] [--no-open] [--json]',
  '',
  'Shows a recorded trace in a browser, in the same screens as a running cluster. TRACE is the folder of a run, or one',
  '.jsonl or .jsonl.gz file. What is cut off or damaged is said, and what stands before it is shown.',
  '',
  '  --port P    the port of the lab itself; without it, or when it is taken, a free one',
  `  --data DIR  where clusters are stored, for what you start later (${defaultDataFolder()})`,
  '  --no-open   prints the address and opens no browser',
  '  --json      the first line of output is {"url": …}',
].join('\n');

export const openCommand: Command = {
  help,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, {
      port: { type: 'string' },
      data: { type: 'string' },
      'no-open': { type: 'boolean' },
      json: { type: 'boolean' },
    });
    const trace = onlyPositional(positionals, 'TRACE');
    const port = wholeNumber(values.port, 'port', 1, 65_535) ?? 0;
    if (values.data === '') throw new InputError('--data takes a folder');
    const lab = openLab({ dataFolder: resolve(values.data ?? defaultDataFolder()), version });
    const problem = await lab.openTrace(trace);
    if (problem !== null) {
      terminal.say(problem);
      return exitCodes.bad;
    }
    await hostLab(lab, { port, open: values['no-open'] !== true, json: values.json === true }, terminal);
    return exitCodes.good;
  },
};
