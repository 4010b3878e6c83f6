/**
 * Runs the tests and ends with one plain line: N passed, N failed, N skipped. Arguments go to vitest.
 * Without any there are two runs at once: the pure tests take what time of the processor those with clusters and browsers, which
 * mostly wait, leave to them.
 */
import { rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { readIfThere, root, runNode, say, tools } from './toolbox.mjs';

const args = process.argv.slice(2);
const runs =
  args.length > 0
    ? [{ name: 'some', args }]
    : [
        { name: 'waiting', args: ['--project=real', '--project=patient'] },
        { name: 'pure', args: ['--project=virtual'], priority: constants.priority.PRIORITY_LOW },
      ];

const counts = { passed: 0, failed: 0, skipped: 0 };
for (const { code, found } of await Promise.all(runs.map(perform))) {
  if (code !== 0 && found.failed === 0)
    say('No test failed, but the run did: an error outside the tests stands above.');
  if (code !== 0 || found.passed === 0) process.exitCode = 1;
  for (const state of Object.keys(counts)) counts[state] += found[state];
}
if (counts.failed > 0) process.exitCode = 1;
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);

async function perform({ name, args: chosen, priority }) {
  const reportFile = join(root, `test-results/vitest-${name}.json`);
  rmSync(reportFile, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const code = await runNode(tools.vitest, ['run', ...reporters, ...chosen], { priority });
  return { code, found: count(JSON.parse(readIfThere(reportFile) ?? '{"testResults":[]}')) };
}

/** A test file that could not even be loaded counts as one failed test. */
function count(report) {
  const found = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report.testResults) {
    const states = file.assertionResults.map((test) => test.status);
    for (const state of states) {
      if (state === 'passed' || state === 'failed') found[state] += 1;
      else found.skipped += 1;
    }
    if (file.status === 'failed' && !states.includes('failed')) found.failed += 1;
  }
  return found;
}
