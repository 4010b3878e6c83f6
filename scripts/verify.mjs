/** Checks the sources without changing them: formatting and lint, types, the pure folders, unused code. One line each. */
import { runNode, say, tools } from './toolbox.mjs';

const checks = [
  ['format and lint', tools.biome, ['check', '--colors=off', '--max-diagnostics=30', '.']],
  ['types', tools.vueTsc, ['--noEmit', '-p', 'tsconfig.json']],
  ['pure folders', tools.tsc, ['--noEmit', '-p', 'tsconfig.pure.json']],
  ['unused code', tools.knip, ['--no-progress']],
];

let failures = 0;
for (const [name, script, args] of checks) {
  const started = Date.now();
  let output = '';
  const code = await runNode(script, args, { onOutput: (text) => (output += text) });
  if (code !== 0) {
    failures += 1;
    say(output.trimEnd());
  }
  process.stdout.write(
    `${name}: ${code === 0 ? 'good' : 'NOT good'} (${((Date.now() - started) / 1000).toFixed(1)} s)\n`,
  );
}
process.exitCode = failures === 0 ? 0 : 1;
