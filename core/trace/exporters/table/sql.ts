/** SQL for DuckDB: the flat table of columns.ts as a view over JSON lines or over a Parquet file. */
import { type Column, type ColumnType, columns, type Path, payloads } from './columns.ts';

const sqlTypes: { readonly [Type in ColumnType]: string } = { integer: 'BIGINT', text: 'VARCHAR', boolean: 'BOOLEAN' };

/**
 * Every column is named with its type: left to itself DuckDB looks at the first 20,480 lines only and drops, without a
 * word, what appears later. Paths are relative to where DuckDB was started.
 */
export function jsonView(files: string): string {
  const fields = [
    ['seq', 'BIGINT'],
    ['t', 'BIGINT'],
    ['hlc', 'BIGINT[]'],
    ['node', 'VARCHAR'],
    ['inc', 'BIGINT'],
    ['n', 'BIGINT'],
    ['ev', 'VARCHAR'],
    ['why', 'VARCHAR'],
    ...['state', ...payloads].map((key) => [key, 'JSON']),
  ].map(([key, type]) => `"${key}": '${type}'`);
  const selected = columns.map((column) => `  ${selectedFrom(column)} AS "${column.name}"`);
  return [
    'CREATE OR REPLACE VIEW events AS SELECT',
    `${selected.join(',\n')},`,
    `  coalesce(${payloads.map((key) => `"${key}"`).join(', ')})::VARCHAR AS "data"`,
    `FROM read_json(${quoted(files)}, format = 'newline_delimited', maximum_object_size = 33554432, columns = {`,
    `  ${fields.join(',\n  ')}`,
    '})',
    // A later file of a run repeats the header, so that it can stand alone.
    "QUALIFY ev <> 'trace.header' OR row_number() OVER (PARTITION BY seq) = 1;",
  ].join('\n');
}

export function parquetView(file: string): string {
  return `CREATE OR REPLACE VIEW events AS SELECT * FROM read_parquet(${quoted(file)});`;
}

function selectedFrom({ paths, type }: Column): string {
  const values = paths.map((path) => pathValue(path, type));
  return values.length === 1 ? values.join('') : `coalesce(${values.join(', ')})`;
}

function pathValue([key = '', ...rest]: Path, type: ColumnType): string {
  const [step] = rest;
  if (step === undefined) return `"${key}"`;
  if (key === 'hlc' && typeof step === 'number') return `"hlc"[${step + 1}]`;
  const inside = rest.map((part) => (typeof part === 'number' ? `[${part < 0 ? `#${part}` : part}]` : `.${part}`));
  const value = `"${key}"->>'$${inside.join('')}'`;
  return type === 'text' ? value : `(${value})::${sqlTypes[type]}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
