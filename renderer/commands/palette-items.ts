/** What the palette lists for a text: `>` commands, `@` nodes, `#` entries, `:` times; without a sign, what fits. */
import { entryAt } from '../../core/trace/view-log.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';
import { entryText } from '../model/entry-text.ts';
import { faceOf } from '../model/faces.ts';
import type { Command } from './command.ts';
import { rank } from './fuzzy.ts';

export interface PaletteItem {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** What stands at the right: keys, or a word about it. */
  readonly hint: string;
  readonly isKey: boolean;
  /** Why it cannot be chosen now. */
  readonly reason: string | null;
  readonly run: () => void;
}

export interface PaletteSources {
  readonly commands: readonly Command[];
  readonly view: ClusterView;
  /** The last index of the longest log. */
  readonly lastIndex: number;
  readonly selectNode: (node: string) => void;
  readonly selectEntry: (index: number) => void;
  /** µs of trace time. */
  readonly showTime: (t: number) => void;
}

const MOST_ITEMS = 60;

export function paletteItems(text: string, sources: PaletteSources): PaletteItem[] {
  const sign = text.charAt(0);
  const rest = text.slice(1).trim();
  switch (sign) {
    case '>':
      return commandItems(rest, sources);
    case '@':
      return nodeItems(rest, sources);
    case '#':
      return entryItems(rest, sources);
    case ':':
      return timeItems(rest, sources);
    default:
      return anything(text.trim(), sources);
  }
}

function anything(text: string, sources: PaletteSources): PaletteItem[] {
  const entries = /^\d+$/.test(text) ? entryItems(text, sources) : [];
  const times = /^\d+:\d/.test(text) ? timeItems(text, sources) : [];
  const items = [...entries, ...times, ...nodeItems(text, sources), ...commandItems(text, sources)];
  return items.slice(0, MOST_ITEMS);
}

function commandItems(text: string, { commands }: PaletteSources): PaletteItem[] {
  const textOf = (command: Command) => `${command.title} ${command.group} ${command.keywords}`;
  const fitting = text === '' ? commands : rank(text, commands, textOf);
  return fitting.slice(0, MOST_ITEMS).map((command) => ({
    id: command.id,
    group: 'Commands',
    title: command.title,
    hint: command.keys[0] ?? '',
    isKey: true,
    reason: command.when(),
    run: command.run,
  }));
}

function nodeItems(text: string, { view, selectNode }: PaletteSources): PaletteItem[] {
  const nodes = [...view.nodes.values()].filter(({ id }) => id.toLowerCase().startsWith(text.toLowerCase()));
  return nodes.map((node) => ({
    id: `node:${node.id}`,
    group: 'Nodes',
    title: node.id,
    hint: `${faceOf(view, node).word}, term ${node.state.currentTerm}`,
    isKey: false,
    reason: null,
    run: () => selectNode(node.id),
  }));
}

function entryItems(text: string, { view, lastIndex, selectEntry }: PaletteSources): PaletteItem[] {
  const wanted = Number.parseInt(text, 10);
  const index = Number.isNaN(wanted) ? lastIndex : wanted;
  if (index < 1 || lastIndex === 0) return [];
  const entry = [...view.nodes.values()].map((node) => entryAt(node, index)).find((known) => known !== null);
  return [
    {
      id: `entry:${index}`,
      group: 'Entries',
      title: `Entry ${index}`,
      hint: entry ? `T${entry.term} ${entryText(entry)}` : '',
      isKey: false,
      reason: index > lastIndex ? `The longest log ends at ${lastIndex}.` : null,
      run: () => selectEntry(index),
    },
  ];
}

/** `12`, `0:12`, `00:12.500` → µs; null when it is not a time. */
export function parseTime(text: string): number | null {
  const parts = /^(?:(\d+):)?(\d+(?:\.\d*)?)$/.exec(text.trim());
  return parts ? (Number(parts[1] ?? 0) * 60 + Number(parts[2])) * 1_000_000 : null;
}

function timeItems(text: string, { view, showTime }: PaletteSources): PaletteItem[] {
  const t = parseTime(text);
  if (t === null) return [];
  return [
    {
      id: `time:${t}`,
      group: 'Times',
      title: `Go to ${text.trim()} of the run`,
      hint: '',
      isKey: false,
      reason: t > view.t ? 'The run is not that long yet.' : null,
      run: () => showTime(t),
    },
  ];
}
