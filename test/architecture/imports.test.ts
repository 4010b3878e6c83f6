/** Imports point only down the table; a broken rule says why it is one. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importRules } from './import-rules.ts';
import { importViolations } from './imports.ts';
import { parseSource, readSources, root, worded } from './sources.ts';

const sources = readSources(['core', 'electron', 'cli', 'renderer']);

describe('imports', () => {
  test('point only down the table', () => {
    expect(worded(sources.flatMap(importViolations))).toEqual([]);
  });

  test('every folder of core has a rule, and every rule a folder', () => {
    const folders = readdirSync(join(root, 'core')).map((name) => `core/${name}`);
    expect(
      Object.keys(importRules)
        .filter((folder) => folder.startsWith('core/'))
        .sort(),
    ).toEqual(folders.sort());
  });
});

describe('the check sees', () => {
  const planted = (path: string, text: string): string[] => worded(importViolations(parseSource(path, text)));

  test('a package, with the reason', () => {
    expect(planted('core/raft/step.ts', "import { readFileSync } from 'node:fs';")).toEqual([
      expect.stringMatching(
        /^core\/raft\/step\.ts:1 must not import node:fs: the algorithm stands alone.* may import nothing\.$/,
      ),
    ]);
  });

  test('a folder further up, also by a dynamic import, an export, or an import type', () => {
    expect(planted('core/node/node.ts', "const lab = await import('../lab/lab.ts');")).toHaveLength(1);
    expect(planted('core/node/node.ts', "export { openLab } from '../lab/lab.ts';")).toHaveLength(1);
    expect(planted('core/node/node.ts', "type Lab = import('../lab/lab.ts').LabHost;")).toHaveLength(1);
  });

  test('a value where only types are allowed', () => {
    expect(planted('core/machine/kv.ts', "import { step } from '../raft/step.ts';")).toHaveLength(1);
    expect(planted('core/machine/kv.ts', "import type { Entry } from '../raft/types.ts';")).toEqual([]);
    expect(planted('core/machine/kv.ts', "import { type Entry } from '../raft/types.ts';")).toEqual([]);
  });

  test('a module beside the allowed one', () => {
    expect(planted('core/storage/nedb.ts', "import { Node } from '../node/node.ts';")).toHaveLength(1);
    expect(planted('core/storage/nedb.ts', "import type { Storage } from '../node/ports.ts';")).toEqual([]);
  });

  test('the import of a component, on its line', () => {
    const component = '<template><p /></template>\n<script setup lang="ts">\nimport fs from \'node:fs\';\n</script>\n';
    expect(planted('renderer/App.vue', component)).toEqual([
      expect.stringContaining('renderer/App.vue:3 must not import node:fs'),
    ]);
  });

  test('a folder without a rule', () => {
    expect(planted('core/misc/helper.ts', '')).toEqual([expect.stringContaining('without an import rule')]);
  });
});
