/** What a specification needs to follow a trace: the variables after every step, whole messages, nothing else. */
import { expect, test } from 'vitest';
import { defaultOptions } from '../../../core/raft/state.ts';
import { tla } from '../../../core/trace/exporters/tla.ts';
import type { EventDraft } from '../../../core/trace/recorder.ts';
import { messages, record, sampleEvents, state } from '../samples.ts';
import { FoldedStorm, stormEvents } from '../storm.ts';
import { exported, jsonLines } from './exported.ts';

const storm = new FoldedStorm(1, { ...defaultOptions, maxEntriesPerMessage: 1 });
storm.run(3000);
const events = storm.events.map((event) =>
  event.ev === 'trace.header'
    ? { ...event, header: { ...event.header, config: { ...event.header.config, maxEntriesPerMessage: 1 } } }
    : event,
);
const lines = jsonLines(exported(tla, events).text);
const ofKind = (ev: string) => lines.filter((line) => Object(line).ev === ev);

test('there is a way to run with one entry per message at most, and the trace shows it', () => {
  const counts = events.flatMap((event) => (event.ev === 'msg.send' ? [event.msg.entryCount ?? 0] : []));
  expect(Math.max(...counts)).toBe(1);
  expect(exported(tla, stormEvents(1, 100)).told).toEqual([expect.stringContaining('maxEntriesPerMessage: 1')]);
});

test('the first line tells the servers, and lines are numbered without a gap', () => {
  expect(lines[0]).toMatchObject({ i: 0, ev: 'config', servers: ['S1', 'S2', 'S3', 'S4', 'S5'], nil: 'Nil' });
  expect(lines.map((line) => Object(line).i)).toEqual(lines.map((_, at) => at));
});

test('every event of a server tells its variables, with a word for nobody', () => {
  const servers = lines.filter((line) => /^S\d$/.test(Object(line).nid));
  expect(servers.length).toBeGreaterThan(1000);
  const variables = {
    currentTerm: expect.any(Number),
    votedFor: expect.stringMatching(/^(Nil|S\d)$/),
    role: expect.stringMatching(/^(Follower|Candidate|Leader)$/),
    lastLogIndex: expect.any(Number),
    lastLogTerm: expect.any(Number),
    commitIndex: expect.any(Number),
  };
  for (const line of servers) expect(Object(line)).toMatchObject({ inc: expect.any(Number), st: variables });
});

test('messages are whole when they are sent, and of the two kinds that raft.tla knows', () => {
  for (const line of ofKind('msg.send')) {
    const { msg } = Object(line);
    expect(msg).toMatchObject({ id: expect.any(String), src: expect.any(String), dst: expect.any(String) });
    if (msg.type === 'AppendEntriesRequest')
      expect(msg).toMatchObject({
        prevLogIndex: expect.any(Number),
        leaderCommit: expect.any(Number),
        entries: expect.any(Array),
      });
    if (msg.type === 'RequestVoteRequest')
      expect(msg).toMatchObject({ lastLogIndex: expect.any(Number), lastLogTerm: expect.any(Number) });
  }
  const types = new Set(ofKind('msg.send').map((line) => Object(line).msg.type));
  expect(types.size).toBe(4);
});

test('a leader tells nextIndex of every peer right after it is elected', () => {
  const elected = ofKind('raft.role').filter((line) => Object(line).to === 'Leader');
  expect(elected.length).toBeGreaterThan(1);
  for (const line of elected) {
    const { i, nid, votesGranted } = Object(line);
    expect(votesGranted.length).toBeGreaterThanOrEqual(3);
    const next = lines
      .slice(i + 1, i + 9)
      .filter((after) => Object(after).why === 'elected' && Object(after).nid === nid);
    const peers = ['S1', 'S2', 'S3', 'S4', 'S5'].filter((server) => server !== nid);
    expect(next.map((after) => Object(after).peer)).toEqual(expect.arrayContaining(peers));
    for (const after of next) expect(Object(after)).toMatchObject({ nextIndex: expect.any(Number), matchIndex: 0 });
  }
});

/** What is told of one event, without its place and the server's variables. */
function told(draft: EventDraft): unknown {
  const [line] = jsonLines(exported(tla, record([draft])).text);
  if (line === undefined) return null;
  const { i: _, seq: __, t: ___, ev: ____, nid: _____, inc: ______, st: _______, ...fields } = Object(line);
  return fields;
}

const server = { node: 'S1', inc: 2, state } as const;

test('a step tells what it changed, in the words of raft.tla', () => {
  const entries = [{ index: 7, term: 4, kind: 'noop' } as const];
  const ofTla = [{ i: 7, t: 4, ty: 'noop' }];
  const persist = { saveId: 3, hardState: true, snapshotIndex: null, entries: 2, fromIndex: 5, toIndex: 6, micros: 9 };
  const life = { address: '127.0.0.1:7101', detail: null };
  expect(told({ ...server, ev: 'log.append', append: { entries, why: 'noop' } })).toEqual({ entries: ofTla });
  expect(told({ ...server, ev: 'log.restore', restore: { entries } })).toEqual({ entries: ofTla });
  expect(told({ ...server, ev: 'log.truncate', truncate: { fromIndex: 5, toIndex: 7, leader: 'S2' } })).toEqual({
    ...{ fromIndex: 5, toIndex: 7 },
  });
  expect(told({ ...server, ev: 'log.commit', commit: { from: 5, to: 6, why: 'majority' } })).toEqual({
    ...{ fromIndex: 5, toIndex: 6 },
  });
  expect(told({ ...server, ev: 'node.persist', persist })).toEqual({ lastSaved: 6, hardState: true });
  expect(told({ ...server, ev: 'node.halt', lifecycle: { ...life, why: 'halted' } })).toEqual({});
  expect(told({ ...server, ev: 'raft.term', term: { from: 3, to: 4, why: 'higherTermSeen', seenFrom: 'S2' } })).toEqual(
    {
      ...{ from: 3, to: 4 },
    },
  );
});

test('a message goes from src to dst, sent, received, lost or doubled', () => {
  const [msg] = messages;
  if (msg === undefined) throw new Error('there is a message');
  const fields = { id: msg.id, type: 'RequestVoteRequest', src: 'S1', dst: 'S2', term: 4 };
  for (const ev of ['msg.send', 'msg.recv'] as const)
    expect(told({ ...server, ev, msg })).toMatchObject({ msg: fields });
  for (const ev of ['msg.drop', 'msg.duplicate'] as const) {
    expect(told({ node: 'lab', ev, msg, why: ev === 'msg.drop' ? 'loss' : 'duplicated' })).toMatchObject({
      msg: fields,
    });
  }
});

test('a pre-candidate (thesis 9.6) is a follower, and only who leads has won votes', () => {
  const becomes = (from: 'preCandidate' | 'candidate', to: 'preCandidate' | 'candidate' | 'leader') =>
    told({ ...server, ev: 'raft.role', role: { from, to, why: 'majorityOfVotes', votes: ['S1', 'S3'] } });
  expect(becomes('preCandidate', 'candidate')).toEqual({ from: 'Follower', to: 'Candidate', votesGranted: [] });
  expect(becomes('candidate', 'leader')).toEqual({ from: 'Candidate', to: 'Leader', votesGranted: ['S1', 'S3'] });
  expect(becomes('candidate', 'preCandidate')).toEqual({ from: 'Candidate', to: 'Follower', votesGranted: [] });
});

test('a vote is told as it was given, a pre-vote not at all', () => {
  const log = { lastLogIndex: 6, lastLogTerm: 3 };
  const vote = { candidate: 'S3', votedFor: null, mine: log, theirs: log, granted: true, why: 'free' } as const;
  expect(told({ ...server, ev: 'raft.vote', vote: { ...vote, preVote: false } })).toEqual({
    ...{ candidate: 'S3', granted: true },
  });
  expect(told({ ...server, ev: 'raft.vote', vote: { ...vote, preVote: true } })).toBeNull();
});

test('the user is told what TLC cannot take, and nothing when it can', () => {
  expect(exported(tla, events.slice(0, 100)).told).toEqual([]);
  expect(exported(tla, events).told).toEqual([
    expect.stringMatching(/^TLC follows about 2000 events; these are \d+\./),
  ]);
});

test('votes of a pre-vote, clients and the lab are no part of it', () => {
  const kinds = new Set(jsonLines(exported(tla, sampleEvents()).text).map((line) => Object(line).ev));
  expect([...kinds].filter((ev) => /^(client|lab|fault|trace|note|check)/.test(ev))).toEqual([]);
  expect(ofKind('raft.role').filter((line) => Object(line).from === Object(line).to)).toEqual([]);
});
