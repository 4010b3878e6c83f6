/** npm run vectors -- DIR: one line per suite, every failure and skip with its reason, and the sum. */
import { BadVectors, type CaseReport, readVectors, runSuite, type SuiteReport } from './runner.ts';
import type { Verdict } from './verdict.ts';

const [folder = 'test/vectors'] = process.argv.slice(2);

try {
  const reports: SuiteReport[] = [];
  for (const file of readVectors(folder)) reports.push(await runSuite(file));
  for (const report of reports) printSuite(report);
  const cases = reports.flatMap((report) => report.cases);
  const failures = count(cases, 'failed');
  console.log(`${count(cases, 'passed')} passed, ${failures} failed, ${count(cases, 'skipped')} skipped`);
  process.exitCode = failures > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof BadVectors)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

function printSuite({ suite, cases }: SuiteReport): void {
  const [passes, failures, skips] = [count(cases, 'passed'), count(cases, 'failed'), count(cases, 'skipped')];
  console.log(`${suite}: ${passes} passed, ${failures} failed, ${skips} skipped`);
  for (const { id, title, verdict } of cases) {
    if (verdict.kind === 'failed') console.log(`  failed ${id} (${title}): ${verdict.why}`);
  }
  for (const [why, ids] of groupSkips(cases)) console.log(`  skipped, ${why}: ${ids.join(', ')}`);
}

function groupSkips(cases: readonly CaseReport[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { id, verdict } of cases) {
    if (verdict.kind === 'skipped') groups.set(verdict.why, [...(groups.get(verdict.why) ?? []), id]);
  }
  return groups;
}

function count(cases: readonly CaseReport[], kind: Verdict['kind']): number {
  return cases.filter(({ verdict }) => verdict.kind === kind).length;
}
