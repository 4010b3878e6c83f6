/** The flat table's columns by their names: of the server's state, of the message, or of what the event is about. */
import { expect, test } from 'vitest';
import type { TraceEvent } from '../../../core/trace/events.ts';
import { cellOf, columns } from '../../../core/trace/exporters/table/columns.ts';
import type { EventDraft } from '../../../core/trace/recorder.ts';
import { record, state } from '../samples.ts';
import { stormEvents } from '../storm.ts';

const server = { node: 'S1', inc: 2, state } as const;

function cell(event: TraceEvent | EventDraft, name: string): unknown {
  const column = columns.find((each) => each.name === name);
  const [whole] = 'seq' in event ? [event] : record([event]);
  return column === undefined || whole === undefined ? undefined : cellOf(whole, column);
}

test('a column that is called as a field of the state, or else of the message, is that field', () => {
  const names = columns.map(({ name }) => name);
  const shared = new Set([
    'messageTerm',
    'matchIndex',
    'session',
    'serial',
    'operation',
    'duplicate',
    'status',
    'success',
  ]);
  const distinct = {
    ...state,
    commitIndex: 51,
    lastApplied: 52,
    durableIndex: 53,
    lastLogIndex: 54,
    snapshotIndex: 55,
  };
  const some = record([{ ...server, state: distinct, ev: 'raft.leader', leader: { id: null } }]);
  for (const event of [...stormEvents(9, 300), ...some]) {
    const of = 'state' in event && event.state !== undefined ? event.state : null;
    const msg = 'msg' in event ? event.msg : null;
    for (const [key, value] of Object.entries(of ?? {})) {
      if (names.includes(key)) expect([key, cell(event, key)]).toEqual([key, value]);
    }
    for (const [key, value] of Object.entries(msg ?? {})) {
      if (names.includes(key) && !(key in state) && !shared.has(key))
        expect([key, cell(event, key)]).toEqual([key, value]);
    }
  }
});

test('a range goes from the first entry to the last, whatever happens to it', () => {
  const entries = [5, 6, 7].map((index) => ({ index, term: 4, kind: 'noop' }) as const);
  const applied = entries.map(({ index, term }) => ({ index, term, duplicate: false, result: null }));
  const persist = { saveId: 3, hardState: true, snapshotIndex: null, entries: 3, fromIndex: 5, toIndex: 7, micros: 9 };
  const drafts: EventDraft[] = [
    { ...server, ev: 'log.append', append: { entries, why: 'noop' } },
    { ...server, ev: 'log.truncate', truncate: { fromIndex: 5, toIndex: 7, leader: 'S2' } },
    { ...server, ev: 'log.commit', commit: { from: 5, to: 7, why: 'majority' } },
    { ...server, ev: 'log.apply', apply: { entries: applied } },
    { ...server, ev: 'node.persist', persist },
  ];
  for (const draft of drafts)
    expect([draft.ev, cell(draft, 'fromIndex'), cell(draft, 'toIndex')]).toEqual([draft.ev, 5, 7]);
  expect(cell({ ...server, ev: 'node.persist', persist }, 'micros')).toBe(9);
});

test('a vote is granted, a check succeeds, in whichever words the event says so', () => {
  const log = { lastLogIndex: 6, lastLogTerm: 3 };
  const vote = { candidate: 'S3', votedFor: null, mine: log, theirs: log, preVote: false, why: 'free' } as const;
  const tally = { from: 'S3', preVote: false, have: 1, need: 2, haveOutgoing: 0, needOutgoing: 0 };
  const msg = { id: 'm', from: 'S1', to: 'S2', term: 4, kind: 'requestVoteReply' } as const;
  const check = { from: 'S2', prevLogIndex: 6, prevLogTerm: 3, ownTerm: 3, conflictIndex: 0, conflictTerm: 0 };
  expect(cell({ ...server, ev: 'raft.vote', vote: { ...vote, granted: true } }, 'granted')).toBe(true);
  expect(cell({ ...server, ev: 'raft.tally', tally: { ...tally, granted: false } }, 'granted')).toBe(false);
  expect(cell({ ...server, ev: 'msg.send', msg: { ...msg, voteGranted: true } }, 'granted')).toBe(true);
  expect(cell({ ...server, ev: 'raft.check', check: { ...check, success: true, why: 'matches' } }, 'success')).toBe(
    true,
  );
});

test('a number that is none, or that no column of whole numbers can hold, leaves its cell empty', () => {
  const [event] = record([{ node: 'lab', ev: 'note', note: { text: '' } }]);
  if (event === undefined) throw new Error('there is an event');
  for (const t of [1.5, 2 ** 60, '7', null]) expect(cell(Object.assign({}, event, { t }), 't')).toBeNull();
});
