/** Runs the tests and ends with one plain line: N passed, N failed, N skipped. Arguments go to vitest. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere, root, runNode, say, tools } from './toolbox.mjs';

const reportFile = join(root, 'test-results/vitest.json');
rmSync(reportFile, { force: true });
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
const code = await runNode(tools.vitest, ['run', ...reporters, ...process.argv.slice(2)]);

const counts = count(JSON.parse(readIfThere(reportFile) ?? '{"testResults":[]}'));
if (code !== 0 && counts.failed === 0) say('No test failed, but the run did: an error outside the tests stands above.');
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = code !== 0 || counts.failed > 0 || counts.passed === 0 ? 1 : 0;

/** A test file that could not even be loaded counts as one failed test. */
function count(report) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report.testResults) {
    const states = file.assertionResults.map((test) => test.status);
    for (const state of states) {
      if (state === 'passed' || state === 'failed') counts[state] += 1;
      else counts.skipped += 1;
    }
    if (file.status === 'failed' && !states.includes('failed')) counts.failed += 1;
  }
  return counts;
}
