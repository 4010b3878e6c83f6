/** Reads a scenario file: YAML that is only data, parsed into a Scenario or refused with the place of every mistake. */
import * as v from 'valibot';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { nameProblems, type Problem } from './check-names.ts';
import { type Scenario, scenario } from './scenario.ts';

export type ReadScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  /** One sentence for each mistake: `line 7, steps.2.node: …`. */
  | { readonly ok: false; readonly problems: readonly string[] };

type Path = Problem['path'];

/** Characters of a scenario file. */
const MAX_LENGTH = 1_048_576;
const MAX_PROBLEMS = 20;

export function readScenario(text: string): ReadScenario {
  if (text.length > MAX_LENGTH) {
    return refused([`the file is longer than ${MAX_LENGTH} characters`]);
  }
  const lines = new LineCounter();
  const parsed = parseData(text, lines);
  if (!parsed.ok) {
    return parsed;
  }
  const result = v.safeParse(scenario, parsed.data);
  const problems = result.success ? nameProblems(result.output) : result.issues.map(problemOf);
  return result.success && problems.length === 0
    ? { ok: true, scenario: result.output }
    : refused(problems.slice(0, MAX_PROBLEMS).map((problem) => sentence(problem, parsed.document, lines)));
}

/** No tags, no repeated keys, no references: what the file says stands in it once. */
function parseData(text: string, lineCounter: LineCounter) {
  try {
    const document = parseDocument(text, { lineCounter, prettyErrors: false });
    const mistakes = [...document.errors, ...document.warnings];
    if (mistakes.length > 0) {
      return refused(mistakes.map(({ pos, message }) => `line ${lineCounter.linePos(pos[0]).line}: ${message}`));
    }
    const data: unknown = document.toJS({ maxAliasCount: 0 });
    return { ok: true as const, document, data };
  } catch (error) {
    return refused([`the file cannot be read as YAML: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function refused(problems: readonly string[]) {
  return { ok: false as const, problems };
}

function problemOf(issue: v.BaseIssue<unknown>): Problem {
  const path: (string | number)[] = [];
  for (const { key } of issue.path ?? []) {
    if (typeof key === 'string' || typeof key === 'number') {
      path.push(key);
    }
  }
  return { path, message: messageOf(issue) };
}

function messageOf({ kind, type, expected, received, message }: v.BaseIssue<unknown>): string {
  if (kind === 'schema' && type === 'strict_object' && expected === 'never') {
    return 'unknown field';
  }
  if (kind === 'schema' && type === 'strict_object' && received === 'undefined') {
    return 'this field is missing';
  }
  if (kind === 'schema' && expected !== null && message.startsWith('Invalid type')) {
    return `expected ${expected}, found ${received}`;
  }
  return message;
}

function sentence({ path, message }: Problem, document: Document, lines: LineCounter): string {
  const place = path.length === 0 ? 'the file' : path.join('.');
  return `line ${lineOf(path, document, lines)}, ${place}: ${message}`;
}

/** A field that is missing is looked for where it ought to stand. */
function lineOf(path: Path, document: Document, lines: LineCounter): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) {
      return lines.linePos(node.range[0]).line;
    }
  }
  return 1;
}
