/** The tables and lists of a report; every text of the run is escaped on its way in. */
import type { ClusterView, OperationView } from '../view-types.ts';
import { answerWords } from '../words/answers.ts';
import type { KeyEvent, KeyEvents } from './key-events.ts';
import { escaped, tag } from './markup.ts';

/** What a check said, in words. */
export interface CheckVerdict {
  readonly name: string;
  /** `held`, `violated`, `undecided` … */
  readonly verdict: string;
  readonly isBad: boolean;
  readonly detail: string;
}
const MOST_OPERATIONS = 1000;

function row(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => tag('td', {}, escaped(cell))).join('')}</tr>`;
}

function table(heads: readonly string[], rows: readonly string[]): string {
  const head = `<thead><tr>${heads.map((name) => tag('th', { scope: 'col' }, escaped(name))).join('')}</tr></thead>`;
  return tag('table', {}, `${head}<tbody>${rows.join('')}</tbody>`);
}

export function clusterTable({ header, rules, nodes }: ClusterView): string {
  if (header === null) return tag('p', {}, 'The recording has no header.');
  const settings = Object.entries({ ...header.config, ...rules }).filter(([name]) => name !== 'cluster');
  const facts = [
    ['nodes', [...nodes.keys()].join(' ')],
    ['clock', header.clock],
    ['program', `${header.app.name} ${header.app.version}`],
    ...settings.map(([name, value]) => [name, value === null ? 'none' : String(value)]),
  ];
  const rows = facts.map(
    ([name = '', value = '']) =>
      `<tr>${tag('th', { scope: 'row' }, escaped(name))}${tag('td', {}, escaped(value))}</tr>`,
  );
  return tag('table', {}, `<tbody>${rows.join('')}</tbody>`);
}

export function eventList({ beginning, end, untold }: KeyEvents): string {
  const items = [...beginning.map(listItem), ...gap(untold), ...end.map(listItem)];
  return items.length === 0
    ? tag('p', { class: 'dim' }, 'Nothing worth telling.')
    : `<ol class="events">${items.join('')}</ol>`;
}

/** Beside the colour a word says that it is bad. */
const words: { readonly [Tone in KeyEvent['tone']]: string } = {
  plain: '',
  fault: 'Fault: ',
  violation: 'Violation: ',
  note: 'Note: ',
};

function listItem({ t, text, tone }: KeyEvent): string {
  const time = tag('span', { class: 'mono dim' }, seconds(t));
  const word = words[tone] === '' ? '' : `<b>${words[tone]}</b>`;
  return tag('li', { class: tone }, time + tag('span', {}, word + escaped(text)));
}

function gap(untold: number): string[] {
  return untold === 0
    ? []
    : [tag('li', { class: 'dim' }, `<span>…</span><span>${untold} more such events are not told here.</span>`)];
}

export function operationTable({ operations }: ClusterView): string {
  const all = [...operations.values()].flat().sort((one, other) => one.invokedAt - other.invokedAt);
  if (all.length === 0) return tag('p', { class: 'dim' }, 'No client asked for anything.');
  const heads = ['asked at', 'client', 'operation', 'outcome', 'answer', 'entry', 'tries', 'took'];
  const shown = table(heads, all.slice(0, MOST_OPERATIONS).map(operationRow));
  const rest = all.length - MOST_OPERATIONS;
  return rest > 0 ? shown + tag('p', { class: 'dim' }, `${rest} more are in the recording.`) : shown;
}

const outcomes = { waiting: 'no answer', ok: 'ok, exactly once', failed: 'refused', unknown: 'unknown' } as const;

function operationRow({ client, op, status, invokedAt, endedAt }: OperationView): string {
  const took = endedAt === null ? '' : `${((endedAt - invokedAt) / 1000).toFixed(1)} ms`;
  const isRead = op.index === null || op.read === 'local' || op.read === 'linearizable' || op.read === 'follower';
  const answer = op.result === null ? (op.why ?? '') : answerWords(op.result);
  return row([
    seconds(invokedAt),
    client,
    op.operation,
    outcomes[status],
    answer,
    isRead ? '' : `${op.index}`,
    `${op.tries}`,
    took,
  ]);
}

export function verdictTable(verdicts: readonly CheckVerdict[]): string {
  if (verdicts.length === 0) return tag('p', { class: 'dim' }, 'The run was not judged.');
  const rows = verdicts.map(({ name, verdict, isBad, detail }) => {
    const sign = isBad ? '✕ ' : '';
    const cells = [
      tag('th', { scope: 'row' }, escaped(name)),
      tag('td', { class: isBad ? 'verdict bad' : 'verdict' }, escaped(sign + verdict)),
    ];
    return `<tr>${cells.join('')}${tag('td', {}, escaped(detail))}</tr>`;
  });
  return tag('table', {}, `<tbody>${rows.join('')}</tbody>`);
}

function seconds(t: number): string {
  return `${(t / 1_000_000).toFixed(3)} s`;
}
