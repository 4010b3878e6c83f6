/** Figure 3 as a judge: every property is found broken where it is, and only there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { vectorFile } from '../vectors/format.ts';
import { passed } from '../vectors/verdict.ts';
import { judgeInvariants } from './invariant-vectors.ts';

const path = join(import.meta.dirname, '../vectors/22-invariants.json');
const file = v.parse(vectorFile, JSON.parse(readFileSync(path, 'utf8')));

describe('vectors, file 22', () => {
  test.each(file.cases.map((vector) => [vector.id, vector.title, vector] as const))('%s %s', (_id, _title, vector) => {
    expect(judgeInvariants(vector)).toEqual(passed);
  });
});
