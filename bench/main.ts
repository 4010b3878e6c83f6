/**
 * Prints figures of this machine, now: commits per second and their latency, beside what one bare sync costs, and what
 * of them the recorder costs (alone with the word `recorder`). With the word `exports`: what an export of a million
 * events costs in each format; with `load`: what it costs to open such a recording in Chromium, and to move through it.
 * Both take some minutes and a built program.
 */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabApi, Reply } from '../core/contract/lab-api.ts';
import { openLab } from '../core/lab/lab.ts';
import { simulateSeed } from '../core/sim/simulate-seed.ts';
import { measureExports } from './exports.ts';
import { measureLoad } from './load.ts';
import { type Figures, measure } from './measure.ts';
import { measureRecorder } from './recorder.ts';

const SECONDS = 5;
const VALUE = 'v'.repeat(100);

const LONG_TRACE = 1_000_000;

await main(process.argv[2]);

async function main(what: string | undefined): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'raftarium-bench-'));
  try {
    if (what === 'exports') return await measureExports(folder, LONG_TRACE);
    if (what === 'recorder') return await measureRecorder(folder, put);
    if (what === 'load') return await measureLoad(folder, LONG_TRACE);
    const sync = await measureSync(folder);
    print('one write and fdatasync of 100 bytes', sync);
    for (const clients of [1, 64]) {
      const figures = await measureCommits(join(folder, `clients-${clients}`), clients);
      const ratio = (figures.p50 / sync.p50).toFixed(1);
      print(
        `3 durable nodes, trace on, ${clients} client${clients > 1 ? 's' : ''}`,
        figures,
        `p50 = ${ratio} × one sync`,
      );
    }
    await measureRecorder(join(folder, 'recorder'), put);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  measureSimulation();
}

/** Steps of the core in virtual time, each followed by a look of all judges, on one core of this machine. */
function measureSimulation(): void {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  let steps = 0;
  let seeds = 0;
  while (seconds() < 2 * SECONDS) steps += simulateSeed({ seed: ++seeds }).steps;
  console.log(
    `simulation, every step checked`.padEnd(44),
    `${Math.round(steps / seconds())}/s`.padStart(9),
    `  ${seeds} seeds`,
  );
}

/** The floor under every durable commit: one append that is synced, again and again. */
async function measureSync(folder: string): Promise<Figures> {
  const file = await open(join(folder, 'sync'), 'a');
  const record = Buffer.from(VALUE);
  const figures = await measure(1, SECONDS, async () => {
    await file.write(record);
    await file.datasync();
  });
  await file.close();
  return figures;
}

async function measureCommits(dataFolder: string, clients: number): Promise<Figures> {
  const lab = openLab({ dataFolder, version: 'bench' });
  await accepted(lab.api['cluster.create']({ nodes: 3, rules: {}, seed: 1 }));
  for (let client = 1; client <= clients; client++) await put(lab.api, client, 0);
  const figures = await measure(clients, SECONDS, (client, round) => put(lab.api, client, round));
  await lab.close();
  return figures;
}

async function put(api: Pick<LabApi, 'client.submit'>, client: number, round: number): Promise<void> {
  const operation = `put k${client}-${round % 10} ${VALUE}`;
  const outcome = await accepted(api['client.submit']({ client: `c${client}`, operation }));
  if (outcome.status !== 'ok') throw new Error(`A command was ${outcome.status}: ${outcome.why}`);
}

function print(what: string, { perSecond, p50, p99 }: Figures, remark = ''): void {
  const rate = `${Math.round(perSecond)}/s`.padStart(9);
  console.log(`${what.padEnd(44)} ${rate}   p50 ${p50.toFixed(2)} ms   p99 ${p99.toFixed(2)} ms   ${remark}`);
}

async function accepted<Value>(reply: Promise<Reply<Value>>): Promise<Value> {
  const settled = await reply;
  if (!settled.ok) throw new Error(settled.error.message);
  return settled.value;
}
