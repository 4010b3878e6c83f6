/** Writes a scenario file: the inverse of read.ts, with one deed of a recorded run to a line. */
import type * as v from 'valibot';
import { stringify } from 'yaml';
import type { publishedScenario } from './scenario.ts';

export function writeScenario({ steps, ...head }: v.InferInput<typeof publishedScenario>): string {
  return `${stringify(head, { lineWidth: 0 })}steps:\n${steps.map(stepText).join('')}`;
}

function stepText(step: v.InferInput<typeof publishedScenario>['steps'][number]): string {
  if (!('play' in step)) return `  - ${flow(step)}\n`;
  if (step.play.length === 0) return '  - play: []\n';
  return `  - play:\n${step.play.map((deed) => `      - ${flow(deed)}\n`).join('')}`;
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}
