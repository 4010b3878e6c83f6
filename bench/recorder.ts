/**
 * What the recorder costs: commits per second of the same cluster with and without it, in turns, since the machine's own
 * speed wanders. Without it nothing is stamped, kept in memory, made JSON or written.
 */
import { join } from 'node:path';
import { Cluster } from '../core/cluster/cluster.ts';
import { promisedMethods } from '../core/cluster/promised.ts';
import type { LabApi } from '../core/contract/lab-api.ts';
import { type ClusterFolder, createFolder, traceFolder } from '../core/lab/cluster-folder.ts';
import { monotonicMicros, realWorld } from '../core/lab/real-world.ts';
import { defaultOptions } from '../core/raft/state.ts';
import { TraceWriter } from '../core/recording/trace-writer.ts';
import { TRACE_SCHEMA, TRACE_VERSION, type TraceEvent, type TraceHeader } from '../core/trace/events.ts';
import { History } from '../core/trace/history.ts';
import { type EventSink, Recorder } from '../core/trace/recorder.ts';
import { measure, shareOf } from './measure.ts';

const NODES = ['S1', 'S2', 'S3'];
const CLIENTS = 64;
const TURNS = 5;
const SECONDS = 3;

/** `put` throws when a command does not come through. */
export async function measureRecorder(
  folder: string,
  put: (api: Pick<LabApi, 'client.submit'>, client: number, round: number) => Promise<void>,
): Promise<void> {
  const ratios: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const rates: number[] = [];
    for (const isRecorded of turn % 2 === 0 ? [false, true] : [true, false]) {
      const stored = await createFolder(join(folder, `${turn}-${isRecorded}`), {
        name: 'one',
        nodes: NODES,
        seed: 1,
        rules: {},
      });
      rates.push(await commitsPerSecond(stored, isRecorded, put));
    }
    const [without = 0, recorded = 0] = turn % 2 === 0 ? rates : rates.toReversed();
    ratios.push(recorded / without);
    console.log(`  without ${Math.round(without)}/s   with ${Math.round(recorded)}/s   ${cost(recorded / without)}`);
  }
  console.log(`the recorder, ${CLIENTS} clients: ${cost(shareOf(ratios, 0.5))} in the middle of ${TURNS} turns`);
}

function cost(ratio: number): string {
  return `costs ${((1 - ratio) * 100).toFixed(0)} % of the commits`;
}

async function commitsPerSecond(
  folder: ClusterFolder,
  isRecorded: boolean,
  put: Parameters<typeof measureRecorder>[1],
): Promise<number> {
  const recording = isRecorded ? openRecording(folder) : null;
  const cluster = new Cluster({
    nodes: NODES,
    raft: defaultOptions,
    seed: 1,
    pace: 'real',
    by: 'user',
    world: realWorld(folder, { has: () => false, add: (_node, done) => done(null) }),
    sink: recording?.sink ?? nothing,
    notice: console.error,
  });
  await new Promise<void>((resolve) => cluster.start(resolve));
  const api = promisedMethods(() => cluster);
  for (let client = 1; client <= CLIENTS; client += 1) await put(api, client, 0);
  const { perSecond } = await measure(CLIENTS, SECONDS, (client, round) => put(api, client, round));
  await new Promise<void>((resolve) => cluster.stop(resolve));
  await recording?.writer.close();
  return perSecond;
}

/** As a run of the lab records. */
function openRecording(folder: ClusterFolder): { readonly sink: EventSink; readonly writer: TraceWriter } {
  const history = new History();
  const writer = new TraceWriter({ folder: traceFolder(folder), onError: console.error });
  const startedAt = monotonicMicros();
  const epochMs = Date.now();
  const sink = new Recorder({
    now: () => monotonicMicros() - startedAt,
    epochMs,
    onEvent: (event) => {
      history.append(event);
      writer.append(event);
    },
  });
  const header: TraceHeader = {
    schema: TRACE_SCHEMA,
    version: TRACE_VERSION,
    run: 'bench',
    epoch: new Date(epochMs).toISOString(),
    clock: 'real',
    nodes: NODES,
    config: { cluster: 'one', seed: 1, ...defaultOptions },
    app: { name: 'raftarium', version: 'bench', runtime: `node ${process.version}` },
  };
  sink.record({ ev: 'trace.header', node: 'lab', header });
  return { sink, writer };
}

const unrecorded: TraceEvent = { seq: 1, t: 0, hlc: [0, 0], n: 1, ev: 'note', node: 'lab', note: { text: '' } };
const nothing: EventSink = { record: () => unrecorded };
