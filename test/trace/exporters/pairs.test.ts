/** Which request a reply answers: of the same kind, between the same two, about the same place, the oldest first. */
import { expect, test } from 'vitest';
import type { MessageRecord } from '../../../core/trace/events.ts';
import { Pairs } from '../../../core/trace/exporters/parts/pairs.ts';
import type { EventDraft } from '../../../core/trace/recorder.ts';
import { record, state } from '../samples.ts';

type Kind = MessageRecord['kind'];

const asked = { from: 'S1', to: 'S2', term: 4 } as const;
const answered = { from: 'S2', to: 'S1', term: 4 } as const;

const sent = (msg: MessageRecord): EventDraft => ({ node: msg.from, inc: 1, state, ev: 'msg.send', msg });
const received = (msg: MessageRecord): EventDraft => ({ node: msg.to, inc: 1, state, ev: 'msg.recv', msg });
const arrives = (msg: MessageRecord) => [sent(msg), received(msg)];

/** What each of the replies among these answers. */
function answersIn(...drafts: EventDraft[]): (string | null)[] {
  const pairs = new Pairs();
  const heard = record(drafts).map((event) => ({ event, answers: pairs.hear(event) }));
  return heard.flatMap(({ event, answers }) =>
    event.ev === 'msg.send' && event.msg.kind.endsWith('Reply') ? [answers] : [],
  );
}

test.each<[Kind, Kind]>([
  ['preVote', 'preVoteReply'],
  ['requestVote', 'requestVoteReply'],
  ['appendEntries', 'appendEntriesReply'],
  ['installSnapshot', 'installSnapshotReply'],
  ['readIndex', 'readIndexReply'],
  ['clientRequest', 'clientReply'],
  ['openSession', 'clientReply'],
  ['clientRead', 'clientReply'],
])('%s is answered by %s', (kind, reply) => {
  const request = { id: 'm1', ...asked, kind };
  expect(answersIn(...arrives(request), sent({ id: 'm2', ...answered, kind: reply }))).toEqual(['m1']);
  // Nobody has asked S3, and what is on its way is no question yet.
  expect(answersIn(...arrives(request), sent({ id: 'm2', ...answered, from: 'S3', kind: reply }))).toEqual([null]);
  expect(answersIn(sent(request), sent({ id: 'm2', ...answered, kind: reply }))).toEqual([null]);
});

test('5.3 an answer to AppendEntries is about the same place in the log, in whatever order they are given', () => {
  const at = (id: string, prevLogIndex: number) => ({ id, ...asked, kind: 'appendEntries', prevLogIndex }) as const;
  const reply = { ...answered, kind: 'appendEntriesReply' } as const;
  expect(
    answersIn(
      ...[...arrives(at('m5', 5)), ...arrives(at('m6', 6))],
      ...[sent({ id: 'r6', ...reply, prevLogIndex: 6 }), sent({ id: 'r5', ...reply, prevLogIndex: 5 })],
    ),
  ).toEqual(['m6', 'm5']);
});

test('each copy that arrives is answered, and the oldest question first', () => {
  const vote = (id: string) => ({ id, ...asked, kind: 'requestVote' }) as const;
  const reply = (id: string) => sent({ id, ...answered, kind: 'requestVoteReply' });
  expect(
    answersIn(
      ...[sent(vote('m1')), { node: 'lab', ev: 'msg.duplicate', msg: vote('m1'), why: 'duplicated' } as const],
      ...[received(vote('m1')), ...arrives(vote('m2')), received(vote('m1'))],
      ...[reply('r1'), reply('r2'), reply('r3'), reply('r4')],
    ),
  ).toEqual(['m1', 'm2', 'm1', null]);
});

test('what a server was asked in an earlier life it does not answer', () => {
  const life = { address: '127.0.0.1:7101', detail: null, why: 'restarted' } as const;
  expect(
    answersIn(
      ...arrives({ id: 'm1', ...asked, kind: 'requestVote' }),
      { node: 'S2', inc: 2, state, ev: 'node.start', lifecycle: life },
      sent({ id: 'r1', ...answered, kind: 'requestVoteReply' }),
    ),
  ).toEqual([null]);
});
