/** `raftarium sim`: seeded random faults in virtual time, with the invariants of Figure 3 checked after every step. */
import type { SimulationReport } from '../core/sim/report.ts';
import { simulate } from '../core/sim/simulate.ts';
import { type Command, type ExitCode, exitCodes, type Terminal } from './command.ts';
import { noPositionals, readOptions, wholeNumber } from './options.ts';

const DEFAULT_SEEDS = 100;
const MOST_SEEDS = 1_000_000;
const PROGRESS_EVERY_MS = 2000;

const help = [
  'Usage: raftarium sim [--seeds N] [--from SEED] [--nodes N] [--json]',
  '',
  'Runs clusters in virtual time under load: servers crash, pause and lose their disks, links are cut, delay, lose,',
  'repeat and reorder messages, all drawn from a seed. The invariants of Figure 3 are checked after every step. Then all',
  'faults end: a leader must be elected, every command must end, all logs must become equal, and what clients were told',
  'must be true. The same seed gives the same run, bit for bit.',
  '',
  `  --seeds N    how many seeds (${DEFAULT_SEEDS})`,
  '  --from SEED  the first seed (1); with --seeds 1 it replays a seed that found something',
  '  --nodes N    servers of each cluster, 1 to 9; without it the seed chooses 3, 4, 5 or 7',
  '  --json       prints {"seeds":…,"steps":…,"violations":[…],"hash":"…"}',
].join('\n');

interface SimOptions {
  readonly seeds: number;
  readonly from: number;
  readonly nodes: number | undefined;
  readonly json: boolean;
}

export const simCommand: Command = {
  summary: 'checks Raft under seeded random faults in virtual time',
  help,
  async run(args, terminal) {
    const { seeds, from, nodes, json } = readSimOptions(args);
    const report = await simulate({
      from,
      seeds,
      ...(nodes === undefined ? {} : { nodes }),
      onProgress: progressTo(terminal, seeds),
      shouldStop: () => terminal.interrupted.aborted,
    });
    if (json) terminal.out(asJson(report));
    else for (const line of asLines(report)) terminal.out(line);
    if (report.interrupted) terminal.say(`Interrupted after ${report.seeds} of ${seeds} seeds.`);
    if (report.idle.length > 0)
      terminal.say(`Too little happened to count as a test in seeds ${report.idle.join(', ')}.`);
    return verdictOf(report);
  },
};

function readSimOptions(args: readonly string[]): SimOptions {
  const { values, positionals } = readOptions(args, {
    seeds: { type: 'string' },
    from: { type: 'string' },
    nodes: { type: 'string' },
    json: { type: 'boolean' },
  });
  noPositionals(positionals);
  return {
    seeds: wholeNumber(values.seeds, 'seeds', 1, MOST_SEEDS) ?? DEFAULT_SEEDS,
    from: wholeNumber(values.from, 'from', 0, 0xffff_ffff) ?? 1,
    nodes: wholeNumber(values.nodes, 'nodes', 1, 9),
    json: values.json === true,
  };
}

/** A line now and then, so that long work shows that it goes on. */
function progressTo(terminal: Terminal, seeds: number) {
  const startedAt = performance.now();
  let saidAt = startedAt;
  let violations = 0;
  return (report: { readonly violations: readonly unknown[] }, done: number) => {
    violations += report.violations.length;
    const now = performance.now();
    if (now - saidAt < PROGRESS_EVERY_MS) return;
    saidAt = now;
    terminal.say(`${done} of ${seeds} seeds, ${violations} violations, ${Math.round((now - startedAt) / 1000)} s`);
  };
}

function asJson({ seeds, steps, violations, hash }: SimulationReport): string {
  return JSON.stringify({ seeds, steps, violations, hash });
}

function asLines({ from, seeds, steps, events, violations, hash }: SimulationReport): string[] {
  const found = violations.length === 0 ? 'no violation' : `${violations.length} violations`;
  return [
    ...violations.flatMap(({ seed, step, atMs, invariant, detail }) => [
      `Seed ${seed}, step ${step}, ${Math.round(atMs)} ms: ${invariant}. ${detail}`,
      `  Replay it: raftarium sim --seeds 1 --from ${seed}`,
    ]),
    `${seeds} seeds from ${from} on, ${steps} checked steps, ${events} events: ${found}.`,
    `Trace hash ${hash}`,
  ];
}

/** A run in which nothing was tested decides nothing. */
function verdictOf({ violations, interrupted, seeds, idle }: SimulationReport): ExitCode {
  if (violations.length > 0) return exitCodes.failed;
  return interrupted || idle.length === seeds ? exitCodes.bad : exitCodes.good;
}
