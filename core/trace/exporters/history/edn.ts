/** The client history as Jepsen writes it: one EDN map per line, faults as operations of the nemesis. */
import type { TraceEvent } from '../../events.ts';
import { sentence } from '../../words.ts';
import type { Exporter } from '../exporter.ts';
import { Histories, type HistoryLine } from './operations.ts';

const nemesis: Partial<Record<TraceEvent['ev'], string>> = {
  'fault.partition': 'partition',
  'fault.isolate': 'isolate',
  'fault.link': 'link',
  'fault.heal': 'heal',
  'node.start': 'start',
  'node.stop': 'stop',
  'node.crash': 'crash',
  'node.halt': 'halt',
  'node.pause': 'pause',
  'node.resume': 'resume',
};

/** Models of registers, which most checkers have, call them so. */
const names: { readonly [F in HistoryLine['f']]: string } = {
  get: 'read',
  put: 'write',
  cas: 'cas',
  append: 'append',
  del: 'delete',
};

function* write(events: Iterable<TraceEvent>): Iterable<string> {
  const history = new Histories();
  for (const event of events) {
    const fault = nemesis[event.ev];
    const line = fault === undefined ? history.lineOf(event) : null;
    if (fault !== undefined) yield nemesisLine(event, fault, history.takeIndex());
    else yield line === null ? '' : operationLine(line);
  }
  for (const line of history.end()) yield operationLine(line);
}

function nemesisLine(event: TraceEvent, f: string, index: number): string {
  const target = event.ev.startsWith('node.') ? string(event.node) : string(sentence(event));
  return `{:index ${index}, :time ${event.t * 1000}, :type :info, :process :nemesis, :f :${f}, :value ${target}}\n`;
}

/** Keys are independent: the value of every operation is a pair of its key and what it is about. */
function operationLine({ index, time, type, f, key, value, result, error, ...line }: HistoryLine): string {
  // There is no field for it: a cas that did not match is one that did not happen.
  const ended = result === false ? 'fail' : type;
  const why = result === false ? 'did not match' : error;
  const about = `[${string(key)} ${edn(value)}]`;
  const end = why === undefined ? '' : `, :error ${string(why)}`;
  return `{:index ${index}, :time ${time}, :type :${ended}, :process ${line.process}, :f :${names[f]}, :value ${about}${end}}\n`;
}

function edn(value: HistoryLine['value']): string {
  if (value === null) return 'nil';
  return typeof value === 'string' ? string(value) : `[${value.map(string).join(' ')}]`;
}

/** EDN knows fewer escapes than JSON; a line must stay one line. */
function string(text: string): string {
  const escaped = text.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `"${escaped.replaceAll('\t', '\\t')}"`;
}

export const historyEdn = {
  name: 'History (Jepsen EDN)',
  about: 'what clients asked and were answered, and the faults, as operations of Jepsen',
  extension: 'edn',
  mediaType: 'application/edn',
  write,
} as const satisfies Exporter;
