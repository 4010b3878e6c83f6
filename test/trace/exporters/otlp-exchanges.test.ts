/** What the spans tell of messages: a request and its answer are one exchange, whatever becomes of them. */
import { describe, expect, test } from 'vitest';
import { attributeOf } from './otlp-rules.ts';
import { crashes, loses, receives, sends, spans, told } from './otlp-told.ts';

describe('an exchange', () => {
  const vote = { id: 'm1', from: 'S1', to: 'S2', term: 4, kind: 'requestVote' } as const;
  const reply = { id: 'm2', from: 'S2', to: 'S1', term: 4, kind: 'requestVoteReply' } as const;
  const asked = 'raft-S1 RequestVote S2 100';

  test('lasts until the answer arrives, and the answering until it leaves', () => {
    expect(told(sends(vote), receives(vote), sends(reply), receives(reply))).toEqual([
      `${asked}-400`,
      'raft-S2 RequestVote 200-300 in RequestVote S2',
    ]);
    const answering = spans(sends(vote), receives(vote), sends(reply)).find(({ service }) => service === 'raft-S2');
    if (answering === undefined) throw new Error('S2 answers');
    expect([attributeOf(answering, 'raft.node'), attributeOf(answering, 'raft.peer')]).toEqual(['S2', 'S1']);
  });

  test('of a message that arrives twice is one; a lost copy of what has arrived is no loss', () => {
    const twice = told(sends(vote), receives(vote), receives(vote), loses(vote), sends(reply), receives(reply));
    expect(twice).toEqual([`${asked}-600`, 'raft-S2 RequestVote 200-500 in RequestVote S2']);
  });

  test('fails where the request is lost, or the answer', () => {
    expect(told(sends(vote), loses(vote))).toEqual([`${asked}-200 ✕ lost: cut`]);
    expect(told(sends(vote), receives(vote), sends(reply), loses(reply))[0]).toBe(
      `${asked}-400 ✕ the answer was lost: cut`,
    );
  });

  test('fails with the server that asks, and with the one that has the request and not answered yet', () => {
    expect(told(sends(vote), receives(vote), crashes('S1'))[0]).toBe(`${asked}-300 ✕ node.crash`);
    expect(told(sends(vote), receives(vote), crashes('S2'))).toEqual([
      `${asked}-300 ✕ node.crash`,
      'raft-S2 RequestVote 200-300 in RequestVote S2 ✕ node.crash',
    ]);
    // What is on its way is not lost with the server at either end.
    expect(told(sends(vote), crashes('S2'))).toEqual([`${asked}-open`]);
    expect(told(sends(vote), receives(vote), sends(reply), crashes('S2'), receives(reply))).toEqual([
      `${asked}-500`,
      'raft-S2 RequestVote 200-300 in RequestVote S2',
    ]);
  });

  test('8 with a server that does not lead is a redirect', () => {
    const request = {
      id: 'm1',
      from: 'c1',
      to: 'S1',
      term: 0,
      kind: 'clientRequest',
      session: '2',
      serial: 7,
    } as const;
    const answer = { ...request, id: 'm2', from: 'S1', to: 'c1', kind: 'clientReply' } as const;
    const askedWith = (status: 'ok' | 'notLeader') =>
      told(sends(request), receives(request), sends({ ...answer, status }), receives(answer))[0];
    expect([askedWith('ok'), askedWith('notLeader')]).toEqual([
      'raft-client ClientRequest S1 100-400',
      'raft-client redirect S1 100-400',
    ]);
  });

  test('7 is there for every piece of a snapshot, too', () => {
    expect(told(sends({ ...vote, kind: 'installSnapshot', offset: 0 }))).toEqual([
      'raft-S1 InstallSnapshot S2 100-open',
    ]);
  });
});
