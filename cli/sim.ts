/** `raftarium sim`: seeded random faults in virtual time, with the invariants of Figure 3 checked after every step. */
import type { SeedReport, SimulationReport } from '../core/sim/report.ts';
import { simulate } from '../core/sim/simulate.ts';
import type { Bug } from '../core/zoo/bug.ts';
import { bugNamed, bugs } from '../core/zoo/zoo.ts';
import { type Command, type ExitCode, exitCodes, InputError, type Terminal } from './command.ts';
import { noPositionals, readOptions, wholeNumber } from './options.ts';
import { asJson, asLines } from './sim-report.ts';
import { shrinkFailures } from './sim-shrink.ts';

const DEFAULT_SEEDS = 100;
const MOST_SEEDS = 1_000_000;
const PROGRESS_EVERY_MS = 2000;

const help = [
  'Usage: raftarium sim [--seeds N] [--from SEED] [--nodes N] [--bug NAME] [--shrink DIR] [--json]',
  '',
  'Runs clusters in virtual time under load. A seed draws its world (latencies, disks, clocks that run at their own',
  'speed), its weather (which families of faults there are and how strong) and every fault. The invariants of Figure 3',
  'are checked after every step. Then all faults end, on some seeds first those of a quorum alone: a leader must be',
  'elected, every command must end, all logs must become equal, and what clients were told must be true.',
  'The same seed gives the same run, bit for bit.',
  '',
  `  --seeds N     how many seeds (${DEFAULT_SEEDS})`,
  '  --from SEED   the first seed (1); with --seeds 1 it replays a seed that found something',
  '  --nodes N     servers of each cluster, 1 to 9; without it the seed chooses 1 to 7',
  '  --bug NAME    plants a historic mistake in every server, for the judges to find:',
  ...bugs.map(({ name, title }) => `                  ${name}: ${title}`),
  '  --shrink DIR  reduces what was done in a failing seed to the little that matters, and writes it into this folder as',
  '                a scenario that raftarium run replays',
  '  --json        prints one line of JSON: steps, stepsPerSecond, violations, coverage of faults and of decisions, hash',
].join('\n');

interface SimOptions {
  readonly seeds: number;
  readonly from: number;
  readonly nodes: number | undefined;
  readonly bug: Bug | undefined;
  readonly shrink: string | undefined;
  readonly json: boolean;
}

export const simCommand: Command = {
  help,
  async run(args, terminal) {
    const { seeds, from, nodes, bug, shrink, json } = readSimOptions(args);
    const choices = { ...(nodes === undefined ? {} : { nodes }), ...(bug === undefined ? {} : { bug }) };
    const startedAt = performance.now();
    const report = await simulate({
      from,
      seeds,
      ...choices,
      onProgress: progressTo(terminal, seeds),
      shouldStop: () => terminal.interrupted.aborted,
    });
    const stepsPerSecond = Math.round((1000 * report.steps) / (performance.now() - startedAt));
    for (const line of json
      ? [asJson(report, stepsPerSecond)]
      : asLines(report, stepsPerSecond, replayOptions(nodes, bug)))
      terminal.out(line);
    if (report.interrupted) terminal.say(`Interrupted after ${report.seeds} of ${seeds} seeds.`);
    if (shrink !== undefined) await shrinkFailures(shrink, failingSeeds(report), choices, terminal);
    return verdictOf(report);
  },
};

function readSimOptions(args: readonly string[]): SimOptions {
  const { values, positionals } = readOptions(args, {
    seeds: { type: 'string' },
    from: { type: 'string' },
    nodes: { type: 'string' },
    bug: { type: 'string' },
    shrink: { type: 'string' },
    json: { type: 'boolean' },
  });
  noPositionals(positionals);
  return {
    seeds: wholeNumber(values.seeds, 'seeds', 1, MOST_SEEDS) ?? DEFAULT_SEEDS,
    from: wholeNumber(values.from, 'from', 0, 0xffff_ffff) ?? 1,
    nodes: wholeNumber(values.nodes, 'nodes', 1, 9),
    bug: readBug(values.bug),
    shrink: values.shrink,
    json: values.json === true,
  };
}

function readBug(name: string | undefined): Bug | undefined {
  if (name === undefined) return undefined;
  const bug = bugNamed(name);
  if (bug !== null) return bug;
  throw new InputError(`--bug takes one of ${bugs.map((each) => each.name).join(', ')}, not ${JSON.stringify(name)}`);
}

function replayOptions(nodes: number | undefined, bug: Bug | undefined): string {
  return (nodes === undefined ? '' : ` --nodes ${nodes}`) + (bug === undefined ? '' : ` --bug ${bug.name}`);
}

function failingSeeds({ violations }: SimulationReport): number[] {
  return [...new Set(violations.map(({ seed }) => seed))];
}

/** A line now and then, so that long work shows that it goes on. */
function progressTo(terminal: Terminal, seeds: number) {
  const startedAt = performance.now();
  let saidAt = startedAt;
  let violations = 0;
  let steps = 0;
  return (report: SeedReport, done: number) => {
    violations += report.violations.length;
    steps += report.steps;
    const now = performance.now();
    if (now - saidAt < PROGRESS_EVERY_MS) return;
    saidAt = now;
    const seconds = (now - startedAt) / 1000;
    const speed = `${Math.round(seconds)} s, ${Math.round(steps / seconds)} steps/s`;
    terminal.say(`${done} of ${seeds} seeds, ${violations} violations, ${speed}`);
  };
}

/** A run in which nothing was tested decides nothing. */
function verdictOf({ violations, interrupted, seeds, idle }: SimulationReport): ExitCode {
  if (violations.length > 0) return exitCodes.failed;
  return interrupted || idle.length === seeds ? exitCodes.bad : exitCodes.good;
}
