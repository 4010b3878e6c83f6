/** What the documents say of the repository is so: paths and names exist, and the list of packages is package.json's. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { faultOf, links, quoted, tableRows, type World } from './documents.ts';
import { importRules } from './import-rules.ts';
import { readSources, root, visit } from './sources.ts';

interface PackageFile {
  readonly scripts: Record<string, string>;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly license?: string;
}

function readPackage(path: string): PackageFile {
  return JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
}

function readWorld(): World {
  const names = new Set<string>();
  for (const { script } of readSources(['core', 'electron', 'cli', 'renderer', 'bench', 'test', 'scripts'])) {
    visit(script, (node) => void (ts.isIdentifier(node) && names.add(node.text)));
  }
  return { names, scripts: new Set(Object.keys(readPackage('.').scripts)) };
}

describe('docs/ARCHITECTURE.md', () => {
  const path = join(root, 'docs/ARCHITECTURE.md');
  const text = readFileSync(path, 'utf8');
  const world = readWorld();

  test('names only paths, scripts and identifiers that exist', () => {
    const faults = quoted(text).map((word) => [word, faultOf(word, world)]);
    expect(faults.filter(([, fault]) => fault !== null)).toEqual([]);
  });

  test('has every folder with an import rule in its table', () => {
    const table = text
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .join('\n');
    expect(Object.keys(importRules).filter((folder) => !table.includes(`\`${folder}\``))).toEqual([]);
  });

  test('links only to files that exist', () => {
    expect(links(text).filter((link) => !existsSync(join(dirname(path), link)))).toEqual([]);
  });
});

describe('the check of a document sees', () => {
  const world: World = { names: new Set(['step', 'Output']), scripts: new Set(['verify']) };

  test.each([
    ['core/raft/stpe.ts', 'there is no core/raft/stpe.ts'],
    ['core/rafts', 'there is no core/rafts'],
    ['stpe', 'nothing is called stpe'],
    ['Output.save', 'nothing is called save'],
    ['npm run verfiy', 'there is no script verfiy'],
  ])('%s', (word, fault) => expect(faultOf(word, world)).toBe(fault));

  test.each(['core/raft', 'package.json', 'step', 'step()', 'npm run verify', 'npm ci', 'put x 7', '{ ok: true }'])(
    'no fault in %s',
    (word) => expect(faultOf(word, world)).toBeNull(),
  );

  test('no claims inside code blocks', () => {
    expect(quoted('a `b`\n```\n`c`\n```\n`d`')).toEqual(['b', 'd']);
  });
});

describe('docs/DEPENDENCIES.md', () => {
  const rows = tableRows(readFileSync(join(root, 'docs/DEPENDENCIES.md'), 'utf8'));

  test('lists every package of package.json once, and no other', () => {
    const { dependencies = {}, devDependencies } = readPackage('.');
    const packages = Object.keys({ ...dependencies, ...devDependencies });
    expect(rows.map(({ name }) => name).sort()).toEqual(packages.sort());
  });

  test('gives each a reason and the licence of what is installed', () => {
    for (const { name, cells } of rows) {
      expect([name, cells.length, cells[0] !== '']).toEqual([name, 2, true]);
      expect([name, cells[1]]).toEqual([name, readPackage(join('node_modules', name)).license]);
    }
  });

  test('is right that versions are exact and no package runs a script when installed', () => {
    const versions = Object.values(readPackage('.').devDependencies);
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-r\.\d+)?$/.test(version))).toEqual([]);
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toContain('"hasInstallScript": true');
  });
});
