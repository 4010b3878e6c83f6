/** Messages to send in tests, valid by the wire's schema; the term tells them apart. */
import type { Envelope } from '../../core/node/ports.ts';
import type { Entry } from '../../core/raft/types.ts';

export function heartbeat(from: string, to: string, number: number, entries: readonly Entry[] = []): Envelope {
  return {
    id: `${from}.1.${number}`,
    hlc: [1_790_000_000_000, number],
    from,
    to,
    body: {
      kind: 'appendEntries',
      from,
      to,
      term: number,
      prevLogIndex: 0,
      prevLogTerm: 0,
      entries,
      leaderCommit: 0,
      round: 1,
      configurationIndex: 0,
    },
  };
}

export function request(from: string, to: string, serial: number): Envelope {
  return {
    id: `${from}.${serial}`,
    hlc: [1_790_000_000_000, serial],
    from,
    to,
    body: { kind: 'clientRequest', from, to, session: `${from}-1`, serial, lowestOpen: serial, operation: 'put x 1' },
  };
}

export function reply(from: string, to: string, serial: number): Envelope {
  return {
    id: `${from}.1.${serial}`,
    hlc: [1_790_000_000_000, serial],
    from,
    to,
    body: {
      kind: 'clientReply',
      from,
      to,
      session: `${to}-1`,
      serial,
      status: 'ok',
      leaderId: from,
      index: serial,
      result: 'ok',
      duplicate: false,
    },
  };
}
