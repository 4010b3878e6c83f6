/** Where the build puts what the desktop host consists of. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const out = join(import.meta.dirname, '../../out');

/** The path of a built file; an error says what to do when it is missing. */
export function built(path: string): string {
  const whole = join(out, path);
  if (!existsSync(whole)) throw new Error(`${whole} is missing: run \`npm run build\` first, as \`npm test\` does.`);
  return whole;
}
