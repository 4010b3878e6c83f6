/** Spans in lines that a test can be read by, and the events that they are made of. */
import type { MessageRecord, NodeStateRecord } from '../../../core/trace/events.ts';
import { otlp } from '../../../core/trace/exporters/otlp/otlp.ts';
import type { EventDraft } from '../../../core/trace/recorder.ts';
import { record, state } from '../samples.ts';
import { exported, jsonLines } from './exported.ts';
import { attributeOf, type ServiceSpan, spansOf } from './otlp-rules.ts';

const EPOCH = 1_763_750_000_000;

export function spans(...drafts: EventDraft[]): ServiceSpan[] {
  return spansOf(jsonLines(exported(otlp, record(drafts)).text));
}

/** `raft-S1 commit 7 100-300 ✕ node.crash`, in the order of their beginning; microseconds since the epoch. */
export function told(...drafts: EventDraft[]): string[] {
  const all = spans(...drafts);
  const since = (time: string) => BigInt(time) / 1000n - BigInt(EPOCH) * 1000n;
  const lines = all.map((span) => {
    const { service, name, startTimeUnixNano, endTimeUnixNano, status, parentSpanId } = span;
    const isOpen = attributeOf(span, 'raft.incomplete') === true;
    const end = isOpen ? 'open' : `${since(endTimeUnixNano)}`;
    const parent = all.find(({ spanId }) => spanId === parentSpanId);
    const within = parent === undefined ? '' : ` in ${parent.name}`;
    const error = status.code === 2 ? ` ✕ ${status.message}` : '';
    return {
      at: since(startTimeUnixNano),
      line: `${service} ${name} ${since(startTimeUnixNano)}-${end}${within}${error}`,
    };
  });
  return lines.sort((one, other) => Number(one.at - other.at)).map(({ line }) => line);
}

const op = { session: '2', serial: 7, operation: 'put x 7', tries: 1, hops: 0, target: 'S1', duplicate: false };
export const open = { ...op, result: null, index: null, why: null };
export const asks = (client = 'c1', more: Partial<typeof op> = {}): EventDraft => ({
  ...{ node: client, ev: 'client.invoke', op: { ...open, ...more, id: `${client} ${more.operation ?? ''}` } },
});

export function is(
  node: string,
  changes: Partial<NodeStateRecord> = {},
): { node: string; inc: number; state: NodeStateRecord } {
  return { node, inc: 1, state: { ...state, ...changes } };
}

const life = { address: '', detail: null };
export const crashes = (node: string): EventDraft => ({
  ...is(node),
  ev: 'node.crash',
  lifecycle: { ...life, why: 'crashed' },
});
export const sends = (msg: MessageRecord): EventDraft => ({ ...is(msg.from), ev: 'msg.send', msg });
export const receives = (msg: MessageRecord): EventDraft => ({ ...is(msg.to), ev: 'msg.recv', msg });
export const loses = (msg: MessageRecord): EventDraft => ({ node: 'lab', ev: 'msg.drop', msg, why: 'cut' });
