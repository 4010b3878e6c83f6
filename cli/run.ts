/** `raftarium run`: performs a scenario file, in virtual time or on real servers. */
import { readFile } from 'node:fs/promises';
import { RealTarget } from '../core/lab/real-target.ts';
import { TraceWriter } from '../core/recording/trace-writer.ts';
import { readScenario } from '../core/scenario/language/read.ts';
import type { Scenario } from '../core/scenario/language/scenario.ts';
import type { Progress, ScenarioReport } from '../core/scenario/report.ts';
import { runScenario } from '../core/scenario/run.ts';
import { type ScenarioTarget, wishOf } from '../core/scenario/target.ts';
import { VirtualTarget } from '../core/sim/virtual-target.ts';
import { type Command, type ExitCode, exitCodes, InputError, type Terminal } from './command.ts';
import { onlyPositional, readOptions, wholeNumber } from './options.ts';
import { version } from './version.ts';

const help = [
  'Usage: raftarium run SCENARIO.yaml [--sim | --real] [--seed N] [--trace DIR] [--json]',
  '',
  'Performs a scenario: starts its cluster, makes its calls, waits, and holds its expectations.',
  '',
  '  --sim        in virtual time (this is what happens without --real): quick, and the same for the same seed',
  '  --real       on real servers with ports and files of this machine',
  "  --seed N     draws election timeouts and link faults (the scenario's own; else 1 in virtual time, a new one on real servers)",
  '  --trace DIR  keeps the trace of the run in this folder',
  '  --json       prints the whole report as JSON',
  '',
  'Ends with 0 when every step passed, 1 when one failed, and 2 when the file is wrong or its limit was reached.',
].join('\n');

interface RunOptions {
  readonly path: string;
  readonly real: boolean;
  readonly seed: number | undefined;
  readonly traceFolder: string | undefined;
  readonly json: boolean;
}

/** A target that is done with when the scenario is. */
type OpenTarget = ScenarioTarget & { close(): Promise<void> };

export const runCommand: Command = {
  help,
  async run(args, terminal) {
    const options = readRunOptions(args);
    const scenario = await readFromFile(options.path);
    const target = await openTarget(scenario, options, terminal);
    try {
      const report = await Promise.race([
        runScenario(scenario, target, (progress) => tell(progress, terminal)),
        untilInterrupted(terminal.interrupted),
      ]);
      if (report === null) {
        terminal.say('Interrupted.');
        return exitCodes.bad;
      }
      terminal.out(options.json ? JSON.stringify(report) : sentenceOf(report));
      return verdictOf(report);
    } finally {
      await target.close();
    }
  },
};

function readRunOptions(args: readonly string[]): RunOptions {
  const { values, positionals } = readOptions(args, {
    sim: { type: 'boolean' },
    real: { type: 'boolean' },
    seed: { type: 'string' },
    trace: { type: 'string' },
    json: { type: 'boolean' },
  });
  if (values.sim === true && values.real === true) throw new InputError('Choose one of --sim and --real');
  return {
    path: onlyPositional(positionals, 'SCENARIO.yaml'),
    real: values.real === true,
    seed: wholeNumber(values.seed, 'seed', 0, 0xffff_ffff),
    traceFolder: values.trace,
    json: values.json === true,
  };
}

async function readFromFile(path: string): Promise<Scenario> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new InputError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  const read = readScenario(text);
  if (read.ok) return read.scenario;
  throw new InputError(`${path} is not a scenario:\n${read.problems.map((problem) => `  ${problem}`).join('\n')}`);
}

async function openTarget(
  scenario: Scenario,
  { real, seed = scenario.seed, traceFolder }: RunOptions,
  terminal: Terminal,
): Promise<OpenTarget> {
  if (real) {
    const choices = { ...(seed === undefined ? {} : { seed }), ...(traceFolder === undefined ? {} : { traceFolder }) };
    return RealTarget.open({ ...wishOf(scenario), version, ...choices });
  }
  const writer =
    traceFolder === undefined
      ? null
      : new TraceWriter({ folder: traceFolder, onError: (sentence) => terminal.say(sentence) });
  const target = new VirtualTarget({
    ...wishOf(scenario),
    seed: seed ?? 1,
    ...(scenario.world === undefined ? {} : { world: scenario.world }),
    onEvent: (event) => writer?.append(event),
  });
  const close = async () => {
    target.endTrace();
    await writer?.close();
  };
  return {
    seed: target.seed,
    counts: target.counts,
    call: (method, params) => target.call(method, params),
    view: () => target.view(),
    now: () => target.now(),
    waitUntil: (condition, limitMs) => target.waitUntil(condition, limitMs),
    rehearsal: target.rehearsal,
    close,
  };
}

function tell(progress: Progress, terminal: Terminal): void {
  if (progress.kind === 'started') terminal.say(`${progress.number}/${progress.of} ${progress.title}`);
  else if (progress.step.status !== 'passed') terminal.say(`  ${progress.step.status}: ${progress.step.detail}`);
}

function sentenceOf({ name, verdict, why, steps, tookMs }: ScenarioReport): string {
  const lab = `${(tookMs / 1000).toFixed(1)} s of the lab's clock`;
  return why === null ? `${name}: passed, ${steps.length} steps in ${lab}.` : `${name}: ${verdict} at ${why}.`;
}

function verdictOf({ verdict }: ScenarioReport): ExitCode {
  return { passed: exitCodes.good, failed: exitCodes.failed, undecided: exitCodes.bad }[verdict];
}

function untilInterrupted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
