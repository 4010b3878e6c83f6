/** What an event says of the protocol, as a text: two events with the same key are the same thing at another time. */
import type { TraceEvent } from '../events.ts';

/** A payload without what names, counts or times the event rather than saying what happened. */
type Payload = Readonly<Record<string, unknown>>;

/** null: the event belongs to the recording and not to the run. */
export function protocolKey(event: TraceEvent): string | null {
  const payload = payloadOf(event);
  return payload === null ? null : `${event.node} ${event.ev} ${JSON.stringify(payload)}`;
}

function payloadOf(event: TraceEvent): Payload | null {
  switch (event.ev) {
    case 'trace.header':
    case 'trace.footer':
    case 'note':
      return null;
    case 'msg.send':
    case 'msg.recv':
      return without(event.msg, 'id', 'readId', 'round');
    case 'msg.drop':
    case 'msg.duplicate':
    case 'msg.hold':
      return { why: event.why, ...without(event.msg, 'id', 'readId', 'round') };
    case 'client.invoke':
    case 'client.ok':
    case 'client.fail':
    case 'client.info':
    case 'client.retry':
      return without(event.op, 'id');
    case 'node.persist':
      return without(event.persist, 'saveId', 'micros');
    case 'raft.catchUp':
      return without(event.catchUp, 'lastRoundMs');
    case 'raft.read':
      return without(event.read, 'readId', 'round');
    case 'lab.pace':
      return without(event.pace, 'clock');
    case 'lab.member':
      return without(event.member, 'address');
    default:
      return restOf(event);
  }
}

/** All that is left without the envelope; where a server listens is no part of the protocol. */
function restOf(event: TraceEvent): Payload {
  if ('lifecycle' in event) return without(event.lifecycle, 'address');
  const bare: Payload = event;
  return without(bare, 'seq', 't', 'hlc', 'n', 'node', 'ev', 'inc', 'state');
}

function without(payload: Payload, ...names: readonly string[]): Payload {
  const kept: Record<string, unknown> = { ...payload };
  for (const name of names) delete kept[name];
  return kept;
}
