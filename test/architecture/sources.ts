/** The repository's own source files, parsed: TypeScript as it stands, of a Vue component its script. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import ts from 'typescript';
import { parse as parseComponent } from 'vue/compiler-sfc';

export const root = join(import.meta.dirname, '../..');

export interface Source {
  /** From the root, with forward slashes: `core/raft/step.ts`. */
  readonly path: string;
  /** The whole file. */
  readonly text: string;
  readonly script: ts.SourceFile;
  /** The line of the file on which the script begins, from 0. */
  readonly firstLine: number;
}

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

/** Parsed once for all the test files of a worker. */
const sources = new Map<string, Source>();

/** Every .ts, .vue and .mjs file below the folders. */
export function readSources(folders: readonly string[]): Source[] {
  return folders.flatMap(filesBelow).map((path) => {
    const source = sources.get(path) ?? parseSource(path, readFileSync(join(root, path), 'utf8'));
    sources.set(path, source);
    return source;
  });
}

/** Also for planted violations: the text need not be on disk. */
export function parseSource(path: string, text: string): Source {
  const block = path.endsWith('.vue') ? scriptOf(text) : { code: text, firstLine: 0 };
  const script = ts.createSourceFile(path, block.code, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS);
  return { path, text, script, firstLine: block.firstLine };
}

export function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

/** The line in the file, from 1. */
export function lineOf(source: Source, node: ts.Node): number {
  return source.firstLine + source.script.getLineAndCharacterOfPosition(node.getStart(source.script)).line + 1;
}

export function worded(violations: readonly Violation[]): string[] {
  return violations.map(({ path, line, what }) => `${path}:${line} ${what}`);
}

function scriptOf(text: string): { code: string; firstLine: number } {
  const { descriptor } = parseComponent(text);
  const block = descriptor.scriptSetup ?? descriptor.script;
  return block === null ? { code: '', firstLine: 0 } : { code: block.content, firstLine: block.loc.start.line - 1 };
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ['.ts', '.vue', '.mjs'].includes(extname(entry.name)))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}
