/** DuckDB, in memory, told nothing but SQL; and the questions of docs/TEN_QUESTIONS.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

export interface Duck {
  run(sql: string): Promise<void>;
  /** Rows as plain JSON values. */
  rows(sql: string): Promise<unknown[]>;
  close(): void;
}

export async function openDuck(): Promise<Duck> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '1GB' })).connect();
  return {
    run: async (sql) => void (await connection.run(sql)),
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson(),
    close: () => connection.closeSync(),
  };
}

export interface Question {
  readonly title: string;
  readonly sql: string;
}

export function questions(): Question[] {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/TEN_QUESTIONS.md'), 'utf8');
  return [...page.matchAll(/^## (\d+\. .*)\n\n```sql\n([^`]*)```/gm)].map(([, title = '', sql = '']) => ({
    title,
    sql,
  }));
}
