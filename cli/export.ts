/** `raftarium export`: writes a recorded trace in another format, whole or not at all. */
import { readTrace, TraceProblem } from '../core/recording/read-trace.ts';
import { type ExportFormat, exporters } from '../core/trace/exporters/exporters.ts';
import { piecesOf } from '../core/trace/exporters/pieces.ts';
import { type Command, exitCodes, InputError, type Terminal } from './command.ts';
import { counted } from './export/progress.ts';
import { writeWhole } from './export/write-whole.ts';
import { onlyPositional, readOptions } from './options.ts';

const formats = Object.entries(exporters).map(([name, { about }]) => `    ${name.padEnd(6)} ${about}`);

const help = [
  'Usage: raftarium export TRACE --to FORMAT -o PATH [--force]',
  '',
  'Writes a recorded trace in another format. TRACE is the folder of a run, or one of its .jsonl files.',
  '',
  '  --to FORMAT  one of',
  ...formats,
  '  -o PATH      the file to write; it appears only when it is complete',
  '  --force      replaces a file that is there already',
].join('\n');

interface ExportOptions {
  readonly trace: string;
  readonly format: ExportFormat;
  readonly path: string;
  readonly force: boolean;
}

export const exportCommand: Command = {
  summary: 'writes a recorded trace in another format',
  help,
  async run(args, terminal) {
    const { trace, format, path, force } = readExportOptions(args);
    const events = counted(readTrace(trace, { onNotice: (sentence) => terminal.say(sentence) }), terminal);
    try {
      await writeWhole(path, piecesOf(exporters[format].write, events), force, terminal.interrupted);
    } catch (error) {
      return refuse(error, terminal);
    }
    terminal.out(`Wrote ${events.count()} events to ${path}.`);
    return exitCodes.good;
  },
};

function readExportOptions(args: readonly string[]): ExportOptions {
  const { values, positionals } = readOptions(args, {
    to: { type: 'string' },
    output: { type: 'string', short: 'o' },
    force: { type: 'boolean' },
  });
  const trace = onlyPositional(positionals, 'TRACE');
  const format = values.to;
  if (format === undefined) throw new InputError('Say the format with --to');
  if (!isFormat(format)) throw new InputError(`There is no format ${JSON.stringify(format.slice(0, 80))}`);
  if (!values.output) throw new InputError('Say where to write with -o PATH');
  return { trace, format, path: values.output, force: values.force === true };
}

function isFormat(name: string): name is ExportFormat {
  return Object.hasOwn(exporters, name);
}

function refuse(error: unknown, terminal: Terminal): typeof exitCodes.bad {
  if (!(error instanceof TraceProblem || error instanceof InputError)) throw error;
  terminal.say(error.message);
  return exitCodes.bad;
}
