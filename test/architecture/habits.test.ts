/** Habits a type checker does not hold: no way around the types, no text run as code, a first sentence in every file. */
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { lineOf, parseSource, readSources, type Source, type Violation, visit, worded } from './sources.ts';

describe('the sources', () => {
  const sources = readSources(['core', 'electron', 'cli', 'renderer', 'scripts', 'test', 'bench']);

  test('go around no type: no any, no cast but `as const`, no non-null mark', () => {
    expect(worded(sources.flatMap(castsIn))).toEqual([]);
  });

  test('run no text as code or markup', () => {
    expect(worded(sources.filter(({ path }) => !path.startsWith('test/')).flatMap(injectionsIn))).toEqual([]);
  });

  test('open with a sentence that says what the file is', () => {
    expect(worded(sources.flatMap(missingSentence))).toEqual([]);
  });
});

describe('the check sees', () => {
  const planted = (text: string, path = 'core/a.ts'): Source => parseSource(path, text);

  test('any, casts and non-null marks, and lets `as const` and satisfies be', () => {
    for (const text of ['let a: any;', 'b as string;', '<string>b;', 'c!.d;'])
      expect(castsIn(planted(text))).toHaveLength(1);
    expect(castsIn(planted('const a = [1] as const; const b = 1 satisfies number; if (!a) b;'))).toEqual([]);
  });

  test('eval, new Function, innerHTML, insertAdjacentHTML, document.write and v-html', () => {
    const texts = [
      'eval("1");',
      'new Function("1");',
      'e.innerHTML = "";',
      'e.insertAdjacentHTML("", "");',
      'document.write("");',
    ];
    for (const text of texts) expect(injectionsIn(planted(text))).toHaveLength(1);
    expect(injectionsIn(planted('<template><p v-html="x" /></template>', 'renderer/a.vue'))).toHaveLength(1);
  });

  test('a file without its sentence, whatever comes before', () => {
    expect(missingSentence(planted('import a from "a";\n/** Late. */'))).toHaveLength(1);
    expect(missingSentence(planted('#!/usr/bin/env node\n/** What it is. */\n'))).toEqual([]);
    expect(
      missingSentence(planted('<script setup lang="ts">\n/** What it is. */\n</script>', 'renderer/a.vue')),
    ).toEqual([]);
    expect(missingSentence(planted('<!-- What it is. -->\n<template><p /></template>', 'renderer/a.vue'))).toEqual([]);
    expect(missingSentence(planted('<template><p /></template>', 'renderer/a.vue'))).toHaveLength(1);
  });
});

function castsIn(source: Source): Violation[] {
  return nodesThat(source, (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any';
    if (ts.isNonNullExpression(node)) return 'a non-null mark';
    if (ts.isTypeAssertionExpression(node)) return 'a cast';
    return ts.isAsExpression(node) && node.type.getText() !== 'const' ? 'a cast' : null;
  });
}

const markupSinks = new Set(['innerHTML', 'outerHTML', 'insertAdjacentHTML']);

function injectionsIn(source: Source): Violation[] {
  const found = nodesThat(source, (node) => {
    if (ts.isPropertyAccessExpression(node)) {
      return markupSinks.has(node.name.text) || node.getText() === 'document.write' ? node.getText() : null;
    }
    const isCall = ts.isCallExpression(node) || ts.isNewExpression(node);
    return isCall && ['eval', 'Function'].includes(node.expression.getText()) ? node.expression.getText() : null;
  });
  const line = source.text.split('\n').findIndex((text) => /\bv-html\b/.test(text)) + 1;
  return source.path.endsWith('.vue') && line > 0 ? [...found, { path: source.path, line, what: 'v-html' }] : found;
}

function missingSentence({ path, text, script }: Source): Violation[] {
  const opening = script.text.replace(/^#!.*\n/, '').trimStart();
  const isThere =
    opening.startsWith('/** ') || opening.startsWith('/**\n') || (path.endsWith('.vue') && text.startsWith('<!-- '));
  return isThere ? [] : [{ path, line: 1, what: 'does not open with a sentence in /** */' }];
}

function nodesThat(source: Source, name: (node: ts.Node) => string | null): Violation[] {
  const found: Violation[] = [];
  visit(source.script, (node) => {
    const what = name(node);
    if (what !== null) found.push({ path: source.path, line: lineOf(source, node), what });
  });
  return found;
}
