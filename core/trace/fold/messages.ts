/** Messages between their sending and their receipt or loss. */
import type { EventOf, MessageRecord } from '../events.ts';
import type { ClusterView } from '../view-types.ts';

const SHOWN_DROPS = 32;

/** A process that dies takes messages with it that nobody reports; beyond this many the oldest are such. */
const MOST_IN_FLIGHT = 10_000;

export function foldMessage(view: ClusterView, event: EventOf<'msg.send'> | EventOf<'msg.drop'>): void {
  const { msg, t } = event;
  switch (event.ev) {
    case 'msg.send':
      return enterNetwork(view, msg, t);
    case 'msg.recv':
      view.messages.delete(msg.id);
      return;
    case 'msg.hold':
      return hold(view, msg.id);
    case 'msg.drop':
      return leaveNetwork(view, msg, t, event.why);
    case 'msg.duplicate':
      return;
  }
}

function enterNetwork(view: ClusterView, message: MessageRecord, sentAt: number): void {
  view.messages.set(message.id, { message, sentAt, held: false });
  if (view.messages.size <= MOST_IN_FLIGHT) return;
  for (const oldest of view.messages.keys()) {
    view.messages.delete(oldest);
    return;
  }
}

function hold(view: ClusterView, id: string): void {
  const known = view.messages.get(id);
  if (known !== undefined) view.messages.set(id, { ...known, held: true });
}

/** A drop repeats only the message's address; the panels want to show all of what was sent. */
function leaveNetwork(view: ClusterView, address: MessageRecord, at: number, why: string): void {
  const message = view.messages.get(address.id)?.message ?? address;
  view.messages.delete(address.id);
  view.dropped.push({ message, at, why });
  if (view.dropped.length > SHOWN_DROPS) view.dropped.shift();
}
