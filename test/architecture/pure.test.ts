/** The pure folders touch no clock, no chance and no process; whatever they need of these comes in as a value. */
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { lineOf, parseSource, readSources, type Source, type Violation, visit, worded } from './sources.ts';

const time = 'take the time as a value, or from ports.Clock';
const timers = 'ask for a timer in the output; the shell sets it';
const chance = 'draw from the seed in the state';
const diagnostics = 'write a note or a trace event';

const replacements: Readonly<Record<string, string>> = {
  Date: time,
  performance: time,
  setTimeout: timers,
  setInterval: timers,
  setImmediate: timers,
  queueMicrotask: timers,
  'Math.random': chance,
  crypto: chance,
  console: diagnostics,
  process: 'take what you need of it as a value',
  globalThis: 'name what you need of it, and take it as a value',
};

describe('the pure folders', () => {
  test('use no clock, chance or process', () => {
    const sources = readSources(['core/raft', 'core/machine', 'core/trace', 'core/check', 'core/contract', 'core/why']);
    expect(worded(sources.flatMap(impurities))).toEqual([]);
  });
});

describe('the check sees', () => {
  const planted = (text: string): string[] => worded(impurities(parseSource('core/raft/step.ts', text)));

  test('each banned name, with what to use instead', () => {
    expect(planted('const now = Date.now();')).toEqual([`core/raft/step.ts:1 uses Date: ${time}`]);
    expect(planted('const r = Math.random();')).toEqual([`core/raft/step.ts:1 uses Math.random: ${chance}`]);
    for (const use of [
      'new Date()',
      'performance.now()',
      'setTimeout(f, 1)',
      'console.log(1)',
      'process.env',
      'globalThis.x',
    ]) {
      expect(planted(`${use};`)).toHaveLength(1);
    }
  });

  test('no harm in a field or type member that is only called so, nor in Math.min', () => {
    expect(
      planted('const a = { process: 1 }; a.process; Math.min(1, 2); interface B { readonly console: string }'),
    ).toEqual([]);
  });
});

function impurities(source: Source): Violation[] {
  const found: Violation[] = [];
  visit(source.script, (node) => {
    const name = globalUsedBy(node);
    const instead = name === null ? undefined : replacements[name];
    if (instead !== undefined)
      found.push({ path: source.path, line: lineOf(source, node), what: `uses ${name}: ${instead}` });
  });
  return found;
}

/** The banned global an expression names, or null. The name of a member or of a declared field is none. */
function globalUsedBy(node: ts.Node): string | null {
  if (!ts.isIdentifier(node)) return null;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) {
    const whole = parent.getText().replaceAll(/\s/g, '');
    if (parent.expression !== node) return null;
    return Object.hasOwn(replacements, whole) ? whole : ownName(node);
  }
  const isName = (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node;
  return isName ? null : ownName(node);
}

function ownName(node: ts.Identifier): string | null {
  return Object.hasOwn(replacements, node.text) ? node.text : null;
}
