/** What a specification needs to follow a trace: the variables after every step, whole messages, nothing else. */
import { expect, test } from 'vitest';
import { defaultOptions } from '../../../core/raft/state.ts';
import { tla } from '../../../core/trace/exporters/tla.ts';
import { sampleEvents } from '../samples.ts';
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
  const state = {
    currentTerm: expect.any(Number),
    votedFor: expect.stringMatching(/^(Nil|S\d)$/),
    role: expect.stringMatching(/^(Follower|Candidate|Leader)$/),
    lastLogIndex: expect.any(Number),
    lastLogTerm: expect.any(Number),
    commitIndex: expect.any(Number),
  };
  for (const line of servers) expect(Object(line).st).toEqual(state);
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

test('votes of a pre-vote, clients and the lab are no part of it', () => {
  const kinds = new Set(jsonLines(exported(tla, sampleEvents()).text).map((line) => Object(line).ev));
  expect([...kinds].filter((ev) => /^(client|lab|fault|trace|note|check)/.test(ev))).toEqual([]);
  expect(ofKind('raft.role').filter((line) => Object(line).from === Object(line).to)).toEqual([]);
});
