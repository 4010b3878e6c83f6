/** A reply to a client's question, with everything that it does not say filled in (§8). */
import type { ClientQuestion, ClientReply } from './client-messages.ts';

export type Answer = Pick<ClientReply, 'status'> &
  Partial<Pick<ClientReply, 'leaderId' | 'index' | 'result' | 'duplicate'>>;

export function replyTo({ from, to, session, serial }: ClientQuestion, answer: Answer): ClientReply {
  const nothing = { leaderId: null, index: null, result: null, duplicate: false };
  return { kind: 'clientReply', from: to, to: from, session, serial, ...nothing, ...answer };
}
