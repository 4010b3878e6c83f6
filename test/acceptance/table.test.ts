/** docs/ACCEPTANCE.md says what is there: every file and every title that it names exists, and no id is left out. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const table = readFileSync('docs/ACCEPTANCE.md', 'utf8');
/** So many scenarios has each group of the list. */
const sizes: Readonly<Record<string, number>> = { A: 18, B: 22, D: 19, E: 20, F: 12, G: 17 };

interface Row {
  readonly id: string;
  readonly cells: readonly string[];
}

const rows: readonly Row[] = table.split('\n').flatMap((line) => {
  const cells = line.split('|').map((cell) => cell.trim());
  const id = cells[1] ?? '';
  return /^[A-J]-\d\d$/.test(id) ? [{ id, cells: cells.slice(2, -1) }] : [];
});

test('no id of a group in it is left out, and none stands twice', () => {
  const groups = new Set(rows.map(({ id }) => id.charAt(0)));
  expect([...groups]).toEqual(expect.arrayContaining(['A', 'B', 'D']));
  for (const group of groups) {
    const ids = rows.map(({ id }) => id).filter((id) => id.startsWith(group));
    const all = Array.from({ length: sizes[group] ?? 0 }, (_, at) => `${group}-${String(at + 1).padStart(2, '0')}`);
    expect(ids).toEqual(all);
  }
});

test('whoever holds nothing says why', () => {
  for (const { id, cells } of rows) {
    const [where = '', mode = '', , result = ''] = cells;
    expect([id, cells.length]).toEqual([id, 4]);
    expect(`${id}: ${result}`).toMatch(mode === '—' ? /: not held: .{20}/ : where === '' ? /: .{20}/ : /: \S/);
  }
});

describe('every file is there, and has the titles that follow it', () => {
  test.each(rows)('$id', ({ cells }) => {
    let text: string | null = null;
    for (const [, file, title] of cells.join(' ').matchAll(/`([^`]+\.(?:yaml|ts))`|"([^"]+)"/g)) {
      if (file !== undefined) {
        const path = file.includes('/') ? file : join('test/acceptance', file);
        expect(existsSync(path), `${path} is missing`).toBe(true);
        text = readFileSync(path, 'utf8');
      } else if (text !== null) {
        expect(text, `no test is called so: ${title}`).toContain(title);
      }
    }
  });
});
