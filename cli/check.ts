/** `raftarium check`: judges a recorded trace, or a history of clients alone. */
import type { ModelName } from '../core/check/linearizability/model.ts';
import { checkHistoryFile } from './check/history-file.ts';
import { checkTrace } from './check/trace.ts';
import { type Command, InputError } from './command.ts';
import { noPositionals, onlyPositional, readOptions, wholeNumber } from './options.ts';

const DEFAULT_SECONDS = 60;

const help = [
  'Usage: raftarium check TRACE [--seconds N] [--json]',
  '       raftarium check --history FILE.jsonl --model kv|register [--seconds N] [--json]',
  '',
  'Judges a recorded run by its events alone: the properties of Figure 3 and the smaller rules they rest on, what disks',
  'held when it counted, what clients were told, and whether their history is linearizable. TRACE is the folder of a run,',
  'or one of its .jsonl files. With --history, only linearizability: the format is told in docs/HISTORY_FORMAT.md.',
  '',
  '  --history FILE   one JSON object per line: an invoke, and its ok, fail or info',
  '  --model MODEL    kv: get, put, append, cas, del of keys; register: read, write, cas, beginning with null',
  `  --seconds N      how long the search for a linearization may take (${DEFAULT_SECONDS})`,
  '  --json           prints everything that was found as one line of JSON',
  '',
  'Ends with 0 when every rule holds, 1 when one is broken, and 2 when that is undecided or the file cannot be read.',
].join('\n');

export const checkCommand: Command = {
  help,
  async run(args, terminal) {
    const { values, positionals } = readOptions(args, {
      history: { type: 'string' },
      model: { type: 'string' },
      seconds: { type: 'string' },
      json: { type: 'boolean' },
    });
    const seconds = wholeNumber(values.seconds, 'seconds', 1, 86_400) ?? DEFAULT_SECONDS;
    const json = values.json === true;
    if (values.history === undefined) {
      if (values.model !== undefined) throw new InputError('--model goes with --history');
      return checkTrace({ path: onlyPositional(positionals, 'TRACE'), seconds, json }, terminal);
    }
    noPositionals(positionals);
    const model = readModel(values.model);
    return checkHistoryFile({ path: values.history, model, seconds, json }, terminal);
  },
};

function readModel(name: string | undefined): ModelName {
  if (name === 'kv' || name === 'register') return name;
  if (name === undefined) throw new InputError('Say what the history is of with --model kv or --model register');
  throw new InputError(`There is no model ${JSON.stringify(name.slice(0, 80))}; choose kv or register`);
}
