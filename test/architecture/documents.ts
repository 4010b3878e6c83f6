/** Reads what a document claims about the repository: paths, scripts and names in backticks, and rows of its tables. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './sources.ts';

export interface World {
  /** Every identifier of the sources. */
  readonly names: ReadonlySet<string>;
  /** The scripts of package.json. */
  readonly scripts: ReadonlySet<string>;
}

/** The words in backticks outside code blocks. */
export function quoted(text: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word);
}

/** Links to files of the repository, as paths from the document. */
export function links(text: string): string[] {
  return [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path = '']) => path);
}

/** Why the quoted word is wrong, or null. What is neither path, script nor name says nothing that can be checked. */
export function faultOf(word: string, world: World): string | null {
  const script = /^npm (?:run (?:-s )?)?([a-z:]+)/.exec(word)?.[1];
  if (script !== undefined) {
    const isKnown = ['ci', 'install', 'audit'].includes(script) || world.scripts.has(script);
    return isKnown ? null : `there is no script ${script}`;
  }
  if (/^[\w.@-]+(\/[\w.@-]+)+\/?$/.test(word) || /^[\w-]+\.(ts|vue|mjs|json|md|yaml)$/.test(word)) {
    return existsSync(join(root, word)) ? null : `there is no ${word}`;
  }
  const name = /^([A-Za-z_$][\w$]*)(?:\.([A-Za-z_$][\w$]*))?(?:\(\))?$/.exec(word);
  if (name === null) return null;
  const missing = name.slice(1).find((part) => part !== undefined && !world.names.has(part) && !isFolder(part));
  return missing === undefined ? null : `nothing is called ${missing}`;
}

function isFolder(name: string): boolean {
  return existsSync(join(root, name));
}

/** The rows of Markdown tables whose first cell is a word in backticks. */
export function tableRows(text: string): { name: string; cells: string[] }[] {
  return [...text.matchAll(/^\| `([^`]+)` *\|(.*)\|$/gm)].map(([, name = '', rest = '']) => ({
    name,
    cells: rest.split('|').map((cell) => cell.trim()),
  }));
}
