/** The server's side of commands and sessions (§8, thesis 6.3): one honest answer to every question. */
import { expect, test } from 'vitest';
import type { Applied } from '../../core/machine/machine.ts';
import { decodeCommand, KEEP_ALIVE } from '../../core/machine/payload.ts';
import { ClientDesk, type EntryQuestion } from '../../core/node/client-desk.ts';
import type { ClientReply, ClientRequest, OpenSession } from '../../core/node/client-messages.ts';
import type { ProposalRefusal } from '../../core/raft/duties.ts';
import type { Entry } from '../../core/raft/types.ts';

function given() {
  const replies: ClientReply[] = [];
  const desk = new ClientDesk({ id: 'S1', time: () => 1234, reply: (reply) => replies.push(reply) });
  return { replies, desk };
}

/** A desk whose questions have their places in the log, from index 5 on, in term 2. */
function appended(...questions: EntryQuestion[]) {
  const { replies, desk } = given();
  const proposals = desk.admit(questions);
  desk.settle(proposals.map(({ proposalId }, at) => ({ proposalId, accepted: true, index: 5 + at, term: 2 })));
  return { replies, desk };
}

const request = (serial: number, operation = 'put x 7'): ClientRequest => {
  return { kind: 'clientRequest', from: 'c1', to: 'S1', session: '4', serial, lowestOpen: serial, operation };
};
const opening: OpenSession = { kind: 'openSession', from: 'c1', to: 'S1', session: 'c1.open', serial: 1 };
const entry = (index: number, term: number): Entry => ({ index, term, payload: { kind: 'noop' } });
const done: Applied = { outcome: 'executed', result: '{"ok":true}' };

test('8 a server that does not lead names the leader it knows', () => {
  const { desk, replies } = given();
  const [proposal] = desk.admit([request(1)]);
  desk.settle([{ proposalId: proposal?.proposalId ?? 0, accepted: false, why: 'notLeader', leaderId: 'S3' }]);
  expect(replies).toMatchObject([{ status: 'notLeader', leaderId: 'S3', to: 'c1', serial: 1 }]);
});

test.each<ProposalRefusal>(['busy', 'transferring'])('3.10 a leader that is %s appends nothing and says so', (why) => {
  const { desk, replies } = given();
  const [proposal] = desk.admit([request(1)]);
  desk.settle([{ proposalId: proposal?.proposalId ?? 0, accepted: false, why, leaderId: 'S1' }]);
  expect(replies).toMatchObject([{ status: 'busy', leaderId: 'S1' }]);
});

test('6.3 the leader stamps its time on every entry, and an opening asks for nothing else', () => {
  const { desk } = given();
  const proposals = desk.admit([request(1), opening, request(2, KEEP_ALIVE)]);
  expect(proposals.map(({ command }) => decodeCommand(command))).toEqual([
    { kind: 'execute', session: '4', serial: 1, lowestOpen: 1, operation: 'put x 7', time: 1234 },
    { kind: 'open', time: 1234 },
    { kind: 'keep', session: '4', time: 1234 },
  ]);
});

test('8 the answer comes when the entry is applied, not when it is proposed', () => {
  const { desk, replies } = appended(request(1));
  desk.applied(entry(4, 2), done);
  expect(replies).toEqual([]);
  desk.applied(entry(5, 2), done);
  desk.applied(entry(5, 2), done);
  expect(replies).toMatchObject([{ status: 'ok', index: 5, result: '{"ok":true}', duplicate: false }]);
});

test.each<[Applied, Partial<ClientReply>]>([
  [done, { status: 'ok', index: 5, result: '{"ok":true}', duplicate: false, leaderId: 'S1' }],
  [
    { outcome: 'duplicate', result: '{}' },
    { status: 'ok', index: 5, result: '{}', duplicate: true },
  ],
  [
    { outcome: 'refused', result: '{"error":"no"}' },
    { status: 'ok', result: '{"error":"no"}', duplicate: false },
  ],
  [
    { outcome: 'stale', result: null },
    { status: 'stale', index: null, result: null },
  ],
  [
    { outcome: 'expired', result: null },
    { status: 'sessionExpired', index: null, result: null },
  ],
])('6.3 what became of it is what the client is told: %j', (applied, reply) => {
  const { desk, replies } = appended(request(1));
  desk.applied(entry(5, 2), applied);
  expect(replies).toMatchObject([reply]);
});

test('6.3 the reply to an opening names the session and finds its question', () => {
  const { desk, replies } = appended(opening);
  desk.applied(entry(5, 2), { outcome: 'executed', result: '"5"' });
  expect(replies).toMatchObject([{ to: 'c1', session: 'c1.open', serial: 1, status: 'ok', index: 5, result: '"5"' }]);
});

test.each<[string, Entry, Applied | null]>([
  ['another command', entry(5, 3), done],
  ['a no-op', entry(5, 3), null],
])('8 when %s took the place, this try is void and the client is told to ask again', (_, other, applied) => {
  const { desk, replies } = appended(request(1));
  desk.applied(other, applied);
  expect(replies).toMatchObject([{ status: 'overwritten', result: null }]);
});

test('8 who lost the lead still tells what became of a command: done by the next leader, or overwritten', () => {
  const { desk, replies } = appended(request(1));
  desk.leadershipLost('S2');
  desk.applied(entry(5, 2), done);
  expect(replies.map(({ status }) => status)).toEqual(['leadershipLost', 'ok']);
  const other = appended(request(1));
  other.desk.leadershipLost('S2');
  other.desk.applied(entry(5, 3), done);
  expect(other.replies.map(({ status }) => status)).toEqual(['leadershipLost', 'overwritten']);
});

test('8 who loses the lead tells everyone who waits, once', () => {
  const { desk, replies } = appended(request(1), { ...request(1), from: 'c2', session: '9' });
  desk.leadershipLost('S2');
  desk.leadershipLost('S2');
  expect(replies.map(({ to, status, leaderId }) => [to, status, leaderId])).toEqual([
    ['c1', 'leadershipLost', 'S2'],
    ['c2', 'leadershipLost', 'S2'],
  ]);
});

test('7 what a snapshot swallowed is open; what comes after it is still answered', () => {
  const { desk, replies } = appended(request(1), { ...request(1), from: 'c2', session: '9' });
  desk.installed(5);
  expect(replies.map(({ to, status }) => [to, status])).toEqual([['c1', 'leadershipLost']]);
  desk.applied(entry(6, 2), done);
  expect(replies[1]).toMatchObject({ to: 'c2', status: 'ok', index: 6 });
});

test('8 a request that can never be executed is refused before it reaches the log', () => {
  const { desk, replies } = given();
  expect(desk.admit([request(1, 'steal x')])).toEqual([]);
  expect(replies).toMatchObject([{ status: 'invalid' }]);
});
