/** The server's side of the client protocol (§8): one honest answer to every request. */
import { expect, test } from 'vitest';
import { ClientDesk } from '../../core/node/client-desk.ts';
import type { ClientReply, ClientRequest } from '../../core/node/client-messages.ts';
import type { Entry } from '../../core/raft/types.ts';

function given() {
  const replies: ClientReply[] = [];
  return { replies, desk: new ClientDesk('S1', (reply) => replies.push(reply)) };
}

const request = (serial: number, operation = 'put x 7'): ClientRequest => {
  return { kind: 'clientRequest', from: 'c1', to: 'S1', session: 'c1-1', serial, lowestOpen: serial, operation };
};
const entry = (index: number, term: number): Entry => ({ index, term, payload: { kind: 'noop' } });
const done = { result: '{"ok":true}', duplicate: false, stale: false };

test('8 a server that does not lead names the leader it knows', () => {
  const { desk, replies } = given();
  const [proposal] = desk.admit([request(1)]);
  desk.settle([{ proposalId: proposal?.proposalId ?? 0, accepted: false, why: 'notLeader', leaderId: 'S3' }]);
  expect(replies).toMatchObject([{ status: 'notLeader', leaderId: 'S3', to: 'c1', serial: 1 }]);
});

test('8 the answer comes when the entry is applied, not when it is proposed', () => {
  const { desk, replies } = given();
  const [proposal] = desk.admit([request(1)]);
  desk.settle([{ proposalId: proposal?.proposalId ?? 0, accepted: true, index: 5, term: 2 }]);
  desk.applied(entry(4, 2), done);
  expect(replies).toEqual([]);
  desk.applied(entry(5, 2), done);
  expect(replies).toMatchObject([{ status: 'ok', index: 5, result: '{"ok":true}', duplicate: false }]);
});

test('8 when another entry took the place, the outcome is open and the client is told to ask again', () => {
  const { desk, replies } = given();
  const [proposal] = desk.admit([request(1)]);
  desk.settle([{ proposalId: proposal?.proposalId ?? 0, accepted: true, index: 5, term: 2 }]);
  desk.applied(entry(5, 3), done);
  expect(replies).toMatchObject([{ status: 'leadershipLost', result: null }]);
});

test('8 who loses the lead tells everyone who waits, once', () => {
  const { desk, replies } = given();
  const proposals = desk.admit([request(1), { ...request(1), from: 'c2', session: 'c2-1' }]);
  desk.settle(proposals.map(({ proposalId }, at) => ({ proposalId, accepted: true, index: 5 + at, term: 2 })));
  desk.leadershipLost('S2');
  desk.leadershipLost('S2');
  expect(replies.map(({ to, status, leaderId }) => [to, status, leaderId])).toEqual([
    ['c1', 'leadershipLost', 'S2'],
    ['c2', 'leadershipLost', 'S2'],
  ]);
});

test('8 a request that can never be executed is refused before it reaches the log', () => {
  const { desk, replies } = given();
  expect(desk.admit([request(1, 'steal x')])).toEqual([]);
  expect(replies).toMatchObject([{ status: 'invalid' }]);
});
