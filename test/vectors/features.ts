/** Which features of the vectors this implementation has, and which of several published methods it chose. */
import type { Vector, VectorFile } from './format.ts';

/** Declared to the vectors; a case that `needs` anything else is skipped. */
const declared: ReadonlySet<string> = new Set([
  'preVote',
  'checkQuorum',
  'leaderTransfer',
  'readIndex',
  'snapshots',
  'membership',
  'learners',
  'jointConsensus',
  'sessions',
]);

/** Why a case is not for this implementation, or null. */
export function reasonToSkip(file: VectorFile, vector: Vector): string | null {
  const missing = [...file.needs, ...vector.needs].filter((need) => !declared.has(need));
  if (missing.length > 0) return `needs ${[...new Set(missing)].join(', ')}`;
  const method = vector.given['method'];
  if (typeof method === 'string' && method !== 'term-first') return `our method: term-first (§5.3), not ${method}`;
  return null;
}
