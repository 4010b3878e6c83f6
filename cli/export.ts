/** `raftarium export`: writes a recorded trace, or a part of it, in another format, whole or not at all. */
import { basename } from 'node:path';
import { readTrace, TraceProblem } from '../core/recording/read-trace.ts';
import type { ExportContext, Exporter } from '../core/trace/exporters/exporter.ts';
import { type ExportFormat, exporters } from '../core/trace/exporters/exporters.ts';
import type { FilterChoice } from '../core/trace/exporters/filter.ts';
import { piecesOf } from '../core/trace/exporters/pieces.ts';
import { type Command, exitCodes, InputError, type Terminal } from './command.ts';
import { choiceOf, type Kept, kept, wordsOf } from './export/choice.ts';
import { counted } from './export/progress.ts';
import { writeFolder } from './export/write-folder.ts';
import { writeWhole } from './export/write-whole.ts';
import { onlyPositional, readOptions } from './options.ts';

const formats = Object.entries(exporters).map(([name, { about }]) => `    ${name.padEnd(11)} ${about}`);

const help = [
  'Usage: raftarium export TRACE --to FORMAT -o PATH [OPTIONS]',
  '',
  'Writes a recorded trace in another format. TRACE is the folder of a run, or one of its files.',
  '',
  '  --to FORMAT      one of',
  ...formats,
  '  -o PATH          where to write; it appears only when it is complete. A PATH that ends in .gz is compressed.',
  '                   jsonl makes a folder with manifest, JSON Schema and SQL, or one file when PATH ends in',
  '                   .jsonl or .jsonl.gz',
  '  --gzip           compresses the files of a jsonl folder',
  '  --force          replaces what is there already',
  '',
  'Which events (clocks, arrows and spans are made from those that are kept):',
  '  --from MOMENT    the first: seconds of trace time (12.5 or 12.5s), milliseconds (850ms) or an event (#2041)',
  '  --to MOMENT      the last; also --until MOMENT',
  '  --nodes LIST     only events of these, e.g. S1,S2,c1,lab',
  '  --kinds LIST     only these kinds or families of events, e.g. raft,msg.send,client',
  '  --no-heartbeats  without empty AppendEntries and their answers',
].join('\n');

interface ExportOptions {
  readonly trace: string;
  readonly format: ExportFormat;
  readonly path: string;
  readonly force: boolean;
  readonly compress: boolean;
  readonly choice: FilterChoice;
  /** What is left out, in words. */
  readonly filter: string | null;
}

export const exportCommand: Command = {
  help,
  async run(args, terminal) {
    const options = readExportOptions(args);
    const read = counted(readTrace(options.trace, { onNotice: (sentence) => terminal.say(sentence) }), terminal);
    const events = kept(read, options.choice, terminal.interrupted);
    try {
      await write(options, events, { tell: (sentence) => terminal.say(sentence) });
    } catch (error) {
      return refuse(error, terminal);
    }
    for (const remark of remarksOn(options, events.count())) terminal.say(remark);
    terminal.out(`Wrote ${events.count()} events to ${options.path}.`);
    return exitCodes.good;
  },
};

async function write(options: ExportOptions, events: Kept, context: ExportContext): Promise<void> {
  const { format, path, force, compress, filter } = options;
  if (isFolder(options)) return writeFolder(path, events, { compress, mayReplace: force, filter });
  const exporter: Exporter = exporters[format];
  return writeWhole(path, piecesOf(exporter.write, events, context), force);
}

function isFolder({ format, path }: Pick<ExportOptions, 'format' | 'path'>): boolean {
  return format === 'jsonl' && !/\.(jsonl|ndjson|json|txt|log)(\.gz)?$/i.test(basename(path));
}

function* remarksOn({ format, filter, trace }: ExportOptions, written: number): Iterable<string> {
  if (filter === null) return;
  if (written < 2) yield `No event of ${trace} is kept by these filters.`;
  if (format.startsWith('history')) {
    yield 'A part of a history proves little: what happened before it began, or elsewhere, is not in it.';
  }
}

function readExportOptions(args: readonly string[]): ExportOptions {
  const { values, positionals } = readOptions(args, {
    to: { type: 'string', multiple: true },
    until: { type: 'string' },
    from: { type: 'string' },
    nodes: { type: 'string' },
    kinds: { type: 'string' },
    'no-heartbeats': { type: 'boolean' },
    output: { type: 'string', short: 'o' },
    gzip: { type: 'boolean' },
    force: { type: 'boolean' },
  });
  const trace = onlyPositional(positionals, 'TRACE');
  const { format, until } = destinations(values.to ?? []);
  const { from, nodes, kinds } = values;
  const filters = { from, to: values.until ?? until, nodes, kinds, noHeartbeats: values['no-heartbeats'] === true };
  if (!values.output) throw new InputError('Say where to write with -o PATH');
  const compress = values.gzip === true;
  const options = { trace, format, path: values.output, force: values.force === true, compress };
  if (compress && !isFolder(options))
    throw new InputError('--gzip is for a jsonl folder; a file is compressed when its name ends in .gz');
  return { ...options, choice: choiceOf(filters), filter: wordsOf(filters) };
}

/** `--to` is said of the format and of the last moment: no format begins with a digit or #, and every moment does. */
function destinations(said: readonly string[]): { format: ExportFormat; until: string | undefined } {
  const [until, ...moreMoments] = said.filter((word) => /^[0-9#]/.test(word));
  const [format, ...moreFormats] = said.filter((word) => !/^[0-9#]/.test(word));
  if (format === undefined) throw new InputError('Say the format with --to');
  if (moreFormats.length + moreMoments.length > 0) throw new InputError('One format and one last moment at a time');
  if (!isFormat(format)) throw new InputError(`There is no format ${JSON.stringify(format.slice(0, 80))}`);
  return { format, until };
}

function isFormat(name: string): name is ExportFormat {
  return Object.hasOwn(exporters, name);
}

function refuse(error: unknown, terminal: Terminal): typeof exitCodes.bad {
  if (!(error instanceof TraceProblem || error instanceof InputError)) throw error;
  terminal.say(error.message);
  return exitCodes.bad;
}
