/** A step in the words of its file, on one line; what is switched off is left out. */
import { stringify } from 'yaml';
import type { Step } from './steps.ts';

export function describeStep(step: Step): string {
  return Object.entries(step)
    .filter(([, value]) => value !== false)
    .map(([field, value]) => `${field}: ${typeof value === 'string' ? value : flow(value)}`)
    .join(', ');
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}
