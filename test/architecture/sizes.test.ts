/** Files of at most 300 lines, functions of at most 70: what fits on a screen can be read. */
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { lineOf, parseSource, readSources, type Source, type Violation, visit, worded } from './sources.ts';

const MAX_FILE = 300;
const MAX_FUNCTION = 70;

describe('sizes', () => {
  const sources = readSources(['core', 'electron', 'cli', 'renderer', 'scripts', 'test', 'bench']);

  test(`no file is longer than ${MAX_FILE} lines`, () => {
    expect(worded(sources.flatMap(longFile))).toEqual([]);
  });

  test(`no function is longer than ${MAX_FUNCTION} lines`, () => {
    expect(worded(sources.flatMap(longFunctions))).toEqual([]);
  });
});

describe('the check sees', () => {
  test('a long file, and a long function of a component', () => {
    const body = 'void 0;\n'.repeat(MAX_FILE);
    expect(longFile(parseSource('core/a.ts', body))).toEqual([]);
    expect(longFile(parseSource('core/a.ts', `${body}void 0;\n`))).toHaveLength(1);
    const component = `<script setup lang="ts">\nconst f = () => {\n${'void 0;\n'.repeat(MAX_FUNCTION)}};\n</script>\n`;
    expect(worded(longFunctions(parseSource('renderer/a.vue', component)))).toEqual([
      'renderer/a.vue:2 a function of 72 lines',
    ]);
  });

  test('a long test, but not the list of tests around it', () => {
    const lines = 'void 0;\n'.repeat(MAX_FUNCTION);
    expect(longFunctions(parseSource('test/a.test.ts', `describe('a', () => {\n${lines}});\n`))).toEqual([]);
    expect(longFunctions(parseSource('test/a.ts', `function suite() {\ntest('a', () => {});\n${lines}}\n`))).toEqual(
      [],
    );
    expect(longFunctions(parseSource('test/a.test.ts', `test('a', () => {\n${lines}});\n`))).toHaveLength(1);
  });
});

function longFile({ path, text }: Source): Violation[] {
  const lines = text.trimEnd().split('\n').length;
  return lines <= MAX_FILE ? [] : [{ path, line: lines, what: `a file of ${lines} lines` }];
}

function longFunctions(source: Source): Violation[] {
  const found: Violation[] = [];
  visit(source.script, (node) => {
    if (!ts.isFunctionLike(node) || isListOfTests(node)) return;
    const lines = lineAt(source, node.end) - lineAt(source, node.getStart(source.script)) + 1;
    if (lines > MAX_FUNCTION)
      found.push({ path: source.path, line: lineOf(source, node), what: `a function of ${lines} lines` });
  });
  return found;
}

/** A `describe`, or a suite that is run on several things: what is inside has its own size. */
function isListOfTests(node: ts.SignatureDeclaration): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent) && /^describe\b/.test(parent.expression.getText())) return true;
  const body = 'body' in node ? node.body : undefined;
  if (body === undefined || !ts.isBlock(body)) return false;
  return body.statements.some((statement) => /^(describe|test)\b[^;=]*\(/.test(statement.getText()));
}

function lineAt({ script }: Source, position: number): number {
  return script.getLineAndCharacterOfPosition(position).line;
}
