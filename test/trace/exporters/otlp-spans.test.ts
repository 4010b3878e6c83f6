/** What the spans tell of a run: who did what for whom, from when to when, and why it failed. */
import { describe, expect, test } from 'vitest';
import type { EntryRecord } from '../../../core/trace/events.ts';
import { otlp } from '../../../core/trace/exporters/otlp/otlp.ts';
import type { EventDraft } from '../../../core/trace/recorder.ts';
import { header, record } from '../samples.ts';
import { exported, jsonLines } from './exported.ts';
import { spansOf } from './otlp-rules.ts';
import { asks, crashes, is, open, sends, spans, told } from './otlp-told.ts';

describe('an operation', () => {
  test('lasts from the asking to the outcome, and is an error unless it is ok', () => {
    const ends = (ev: 'client.ok' | 'client.fail' | 'client.info', why: string | null): EventDraft => ({
      ...{ node: 'c1', ev, op: { ...open, id: 'c1 ', index: 9, why } },
    });
    expect(told(asks(), ends('client.ok', null))).toEqual(['raft-client put x 100-200']);
    expect(told(asks(), ends('client.fail', 'busy'))).toEqual(['raft-client put x 100-200 ✕ busy']);
    expect(told(asks(), ends('client.info', null))).toEqual(['raft-client put x 100-200 ✕ info']);
    const [span] = spans(asks(), ends('client.ok', null));
    if (span === undefined) throw new Error('there is a span');
    expect(span.kind).toBe(3);
    expect(span.attributes).toContainEqual({ key: 'raft.client.seq', value: { intValue: '7' } });
    expect(span.attributes).toContainEqual({ key: 'raft.index', value: { intValue: '9' } });
  });

  const request = { from: 'c1', to: 'S1', term: 0, kind: 'clientRequest', session: '2' } as const;

  test('holds what its client sends for it, also when two clients or one of them ask at once', () => {
    const [put, get] = [
      { operation: 'put x 7', serial: 1 },
      { operation: 'put y 8', serial: 2 },
    ];
    const parents = told(
      ...[asks('c2', put), asks('c1', put), asks('c1', get)],
      ...[sends({ id: 'm1', ...request, ...get }), sends({ id: 'm2', ...request, ...put })],
      // Tried again: the same session and serial.
      sends({ id: 'm3', ...request, ...get }),
    ).slice(3);
    expect(parents).toEqual([
      'raft-client ClientRequest S1 400-open in put y',
      'raft-client ClientRequest S1 500-open in put x',
      'raft-client ClientRequest S1 600-open in put y',
    ]);
    const [ofOther, own] = spans(asks('c2', put), asks('c1', put), sends({ id: 'm1', ...request, ...put }));
    expect(ofOther?.traceId).not.toBe(own?.traceId);
    expect(spans(asks('c2', put), asks('c1', put), sends({ id: 'm1', ...request, ...put })).at(-1)?.traceId).toBe(
      own?.traceId,
    );
  });

  test('is no parent of what comes after its outcome', () => {
    const ended: EventDraft = { node: 'c1', ev: 'client.ok', op: { ...open, id: 'c1 ' } };
    const message = { id: 'm1', ...request, operation: 'put x 7', serial: 7 };
    expect(told(asks(), sends(message), ended, sends({ ...message, id: 'm2' })).at(-1)).toBe(
      'raft-client ClientRequest S1 400-open',
    );
  });

  test('opens a session first, which is done for it, too', () => {
    const opening = { id: 'm1', from: 'c1', to: 'S1', term: 0, kind: 'openSession', serial: 1 } as const;
    expect(
      told(asks(), sends(opening), sends({ id: 'm2', ...request, operation: 'put x 7', serial: 7 })).slice(1),
    ).toEqual(['raft-client OpenSession S1 200-open in put x', 'raft-client ClientRequest S1 300-open in put x']);
  });

  test('that only reads has serials of its own, which are those of no command', () => {
    const read = { id: 'm1', from: 'c1', to: 'S1', term: 0, kind: 'clientRead', session: '', serial: 7 } as const;
    const entry = { index: 7, term: 4, kind: 'command', session: '', serial: 7, operation: 'put x 7' } as const;
    const appended: EventDraft = { ...is('S1'), ev: 'log.append', append: { entries: [entry], why: 'proposal' } };
    expect(told(asks(), sends(read), appended).at(-1)).toBe('raft-S1 commit 7 300-open');
  });
});

describe('a commit', () => {
  const entry = (index: number, term = 4): EntryRecord => ({ index, term, kind: 'noop' });
  const appends = (why: 'noop' | 'fromLeader', ...entries: EntryRecord[]): EventDraft => ({
    ...{ ...is('S1'), ev: 'log.append', append: { entries, why } },
  });
  const applies = (node: string, index: number, term = 4): EventDraft => ({
    ...{ ...is(node), ev: 'log.apply', apply: { entries: [{ index, term, duplicate: false, result: null }] } },
  });

  test('5.3 lasts from the leader’s append to its own apply; where else it is applied is within it', () => {
    expect(told(appends('noop', entry(7)), applies('S1', 7), applies('S2', 7))).toEqual([
      'raft-S1 commit 7 100-200',
      'raft-S2 apply 7 300-300 in commit 7',
    ]);
    expect(told(appends('fromLeader', entry(7)), applies('S1', 7))).toEqual([]);
  });

  test('of an entry is still known when many others were begun after it', () => {
    const many = Array.from({ length: 500 }, (_, at) => entry(at + 1));
    expect(told(appends('noop', ...many), applies('S2', 1)).at(-1)).toBe('raft-S2 apply 1 200-200 in commit 1');
  });

  test('fails where the entry is overwritten, from there on and not before, and where its server dies', () => {
    const cut: EventDraft = { ...is('S1'), ev: 'log.truncate', truncate: { fromIndex: 8, toIndex: 9, leader: 'S2' } };
    expect(told(appends('noop', entry(7), entry(8), entry(9)), cut).toSorted()).toEqual([
      'raft-S1 commit 7 100-open',
      'raft-S1 commit 8 100-200 ✕ overwritten by leader S2',
      'raft-S1 commit 9 100-200 ✕ overwritten by leader S2',
    ]);
    expect(told(appends('noop', entry(7)), applies('S1', 7, 5))).toEqual([
      'raft-S1 commit 7 100-200 ✕ overwritten by another leader',
    ]);
    expect(told(appends('noop', entry(7)), crashes('S1'))).toEqual(['raft-S1 commit 7 100-200 ✕ node.crash']);
  });
});

test('5.2 an election is won, lost with a reason, begun anew, or ends with its server', () => {
  const timeout: EventDraft = {
    ...is('S1', { currentTerm: 5 }),
    ev: 'raft.timeout',
    timeout: { timer: 'election', why: 'elapsed' },
  };
  const role = (to: 'leader' | 'follower', why: 'majorityOfVotes' | 'higherTermSeen'): EventDraft => ({
    ...{ ...is('S1', { currentTerm: 6 }), ev: 'raft.role', role: { from: 'candidate', to, why, votes: [] } },
  });
  expect(told(timeout, role('leader', 'majorityOfVotes'))).toEqual(['raft-S1 election term 6 100-200']);
  expect(told(timeout, role('follower', 'higherTermSeen'))).toEqual([
    'raft-S1 election term 6 100-200 ✕ higherTermSeen',
  ]);
  expect(told(timeout, timeout)).toEqual([
    'raft-S1 election term 5 100-200 ✕ no majority in time',
    'raft-S1 election 200-open',
  ]);
  expect(told(timeout, crashes('S1'))).toEqual(['raft-S1 election term 4 100-200 ✕ node.crash']);
});

test('a long run comes in several lines, none of which is longer than a collector takes at once', () => {
  const entries = Array.from({ length: 400 }, (_, at) => ({ index: at + 1, term: 4, kind: 'noop' }) as const);
  const applied = entries.map(({ index, term }) => ({ index, term, duplicate: false, result: null }));
  const servers = ['S1', 'S2', 'S3', 'S4'].map(
    (id): EventDraft => ({ ...is(id), ev: 'log.apply', apply: { entries: applied } }),
  );
  const events = record([{ ...is('S1'), ev: 'log.append', append: { entries, why: 'noop' } }, ...servers]);
  const lines = jsonLines(exported(otlp, events).text);
  expect(lines.map((line) => spansOf([line]).length)).toEqual([800, 800]);
});

test('a part of a run has the ids of the whole', () => {
  const events = record([asks('c1'), asks('c2'), asks('c3')]);
  const idsOf = (from: number) =>
    spansOf(jsonLines(exported(otlp, events.slice(from)).text)).map(({ spanId }) => spanId);
  expect(idsOf(2)).toEqual(idsOf(0).slice(2));
});

test('runs have ids of their own, and a run always the same', () => {
  const run = (name: string) => {
    if (header.ev !== 'trace.header') throw new Error('the sample is no header');
    return spans({ ...header, header: { ...header.header, run: name } }, asks()).map(({ spanId }) => spanId);
  };
  expect(run('one')).toEqual(run('one'));
  expect(run('one')).not.toEqual(run('other'));
});
