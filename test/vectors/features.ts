/** Which features the vectors know and this implementation does not have yet, and which methods it chose. */
import type { Vector, VectorFile } from './format.ts';

/** Declared to the vectors; what else a case `needs` is skipped. */
const declared: ReadonlySet<string> = new Set(['sessions']);

/** Why a case is not for this implementation, or null. */
export function reasonToSkip(file: VectorFile, vector: Vector): string | null {
  const missing = [...file.needs, ...vector.needs, ...impliedNeeds(vector)].filter((need) => !declared.has(need));
  if (missing.length > 0) return `needs ${[...new Set(missing)].join(', ')}`;
  const method = vector.given['method'];
  if (typeof method === 'string' && method !== 'term-first') return `our method: term-first (§5.3), not ${method}`;
  return null;
}

/** Some cases use a feature in their situation or steps without listing it under `needs`. */
function impliedNeeds(vector: Vector): string[] {
  const needs: string[] = [];
  const options = optionsOf(vector);
  if (options['preVote'] === true) needs.push('preVote');
  if (options['stickyVotes'] === true) needs.push('checkQuorum');
  for (const step of vector.steps) needs.push(...Object.keys(step).flatMap((verb) => verbNeeds.get(verb) ?? []));
  const said = JSON.stringify([vector.when, vector.steps]);
  if (said.includes('"InstallSnapshot"')) needs.push('snapshots');
  if (said.includes('"TimeoutNow"')) needs.push('leaderTransfer');
  if ('sentBefore' in vector.when || vector.given['configCommitted'] === false) needs.push('membership');
  return needs;
}

const verbNeeds: ReadonlyMap<string, string> = new Map([
  ['transfer', 'leaderTransfer'],
  ['transferTimeout', 'leaderTransfer'],
  ['compact', 'snapshots'],
  ['change', 'membership'],
  ['quorumCheck', 'checkQuorum'],
]);

function optionsOf(vector: Vector): Record<string, unknown> {
  return { ...asRecord(vector.given['options']), ...asRecord(vector.cluster['options']) };
}

function asRecord(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
