/** What the Trace Event file tells of a run: who did what, from when to when, in which row. */
import { describe, expect, test } from 'vitest';
import type { NodeStateRecord, TraceEvent } from '../../../core/trace/events.ts';
import { chrome } from '../../../core/trace/exporters/chrome/chrome.ts';
import type { EventDraft } from '../../../core/trace/recorder.ts';
import { header, record, state } from '../samples.ts';
import { exported } from './exported.ts';

interface Line {
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly name: string;
  readonly ts: number;
  readonly dur?: number;
  readonly args: Readonly<Record<string, unknown>>;
}

function linesOf(events: readonly TraceEvent[]): Line[] {
  return JSON.parse(exported(chrome, events).text).traceEvents;
}

/** Slices, marks and counters with the names of their rows: `server S1/role leader 100+200`. */
function drawn(...drafts: EventDraft[]): string[] {
  const names = new Map<string, unknown>();
  return linesOf(record(drafts)).flatMap(({ ph, pid, tid, name, ts, dur, args }) => {
    if (ph === 'M' && name === 'process_name') names.set(`${pid}`, args['name']);
    if (ph === 'M' && name === 'thread_name') names.set(`${pid} ${tid}`, args['name']);
    const row = `${names.get(`${pid}`)}/${names.get(`${pid} ${tid}`)}`;
    if (ph === 'X') return [`${row} ${name} ${ts}+${dur}`];
    if (ph === 'C') return [`${names.get(`${pid}`)} ${name} ${JSON.stringify(args)}`];
    return ph === 'i' ? [`${row} ! ${name} ${ts}`] : [];
  });
}

const op = { session: '2', serial: 7, operation: 'put x 7', tries: 2, hops: 1, target: 'S1', duplicate: false };
const waiting = { ...op, result: null, index: null, why: null };

function asks(client: string, id: string): EventDraft {
  return { node: client, ev: 'client.invoke', op: { ...waiting, id } };
}

function is(
  node: string,
  changes: Partial<NodeStateRecord> = {},
): { node: string; inc: number; state: NodeStateRecord } {
  return { node, inc: 1, state: { ...state, ...changes } };
}

function note(text = ''): EventDraft {
  return { node: 'lab', ev: 'note', note: { text } };
}

describe('operations of clients', () => {
  test('last from the asking to the outcome; two of one client at once have rows of their own, two clients always', () => {
    const slices = drawn(
      ...[asks('c1', 'a'), asks('c1', 'b'), asks('c2', 'c')],
      { node: 'c1', ev: 'client.ok', op: { ...waiting, id: 'a' } },
      { node: 'c1', ev: 'client.info', op: { ...waiting, id: 'b' } },
      asks('c1', 'd'),
      { node: 'c2', ev: 'client.fail', op: { ...waiting, id: 'c' } },
    );
    expect(slices).toEqual([
      'clients/c1 put x 7 100+300',
      'clients/c1 #2 put x 7 200+300',
      'clients/c2 put x 7 300+400',
      'clients/c1 put x 7 600+100',
    ]);
  });

  test('that end in the moment in which they began have no length', () => {
    const events = record([asks('c1', 'a'), { node: 'c1', ev: 'client.ok', op: { ...waiting, id: 'a' } }], 0);
    expect(linesOf(events).filter(({ ph }) => ph === 'X')).toMatchObject([{ ts: 0, dur: 0 }]);
  });

  test('say what came of them', () => {
    const told = { ...op, result: '{"ok":true}', index: 9, why: null };
    const events = record([
      asks('c1', 'a'),
      { node: 'c1', ev: 'client.ok', op: { ...told, id: 'a' } },
      asks('c1', 'b'),
    ]);
    const [first, second] = linesOf(events).filter(({ ph }) => ph === 'X');
    const { operation: _, target: __, duplicate: ___, ...fields } = told;
    expect(first?.args).toEqual({ outcome: 'ok', ...fields });
    expect(second?.args).toEqual({ outcome: 'open at the end of the trace' });
  });
});

describe('messages', () => {
  const vote = { id: 'm1', from: 'S1', to: 'S2', term: 4, kind: 'requestVote' } as const;
  const request = { id: 'm2', from: 'c1', to: 'S1', term: 0, kind: 'clientRequest' } as const;

  test('are points long enough to be drawn, with servers at servers and with clients at clients', () => {
    const points = drawn(
      { ...is('S1'), ev: 'msg.send', msg: vote },
      { node: 'c1', ev: 'msg.send', msg: request },
      { ...is('S1'), ev: 'msg.recv', msg: request },
    ).filter((line) => line.includes('messages'));
    expect(points).toEqual([
      'server S1/messages requestVote → S2 100+1',
      'clients/c1 messages clientRequest → S1 200+1',
      'server S1/messages clientRequest ← c1 300+1',
    ]);
  });

  test('that are lost are told of by the lab, with the reason', () => {
    const events = record([{ node: 'lab', ev: 'msg.drop', msg: vote, why: 'cut' }]);
    expect(drawn({ node: 'lab', ev: 'msg.drop', msg: vote, why: 'cut' })).toEqual([
      'lab/faults lost requestVote S1 → S2 100+1',
    ]);
    expect(linesOf(events).at(-1)?.args).toEqual({ id: 'm1', why: 'cut' });
  });
});

describe('servers', () => {
  const progress = { peer: 'S2', nextIndex: 7, matchIndex: 4, inFlight: 1, mode: 'replicate', why: 'sent' } as const;
  const life = { address: '', detail: null };

  test('have their roles and terms as slices, and none while they are down', () => {
    const roles = drawn(
      { ...is('S1', { role: 'candidate' }), ev: 'raft.progress', progress },
      { ...is('S1', { currentTerm: 5 }), ev: 'raft.progress', progress },
      { ...is('S1', { currentTerm: 5 }), ev: 'node.crash', lifecycle: { ...life, why: 'crashed' } },
      note(),
      { ...is('S1', { currentTerm: 5, role: 'follower' }), ev: 'raft.progress', progress },
      note(),
    ).filter((line) => /\/(role|term) /.test(line));
    expect(roles).toEqual([
      'server S1/role candidate 100+100',
      'server S1/term term 4 100+100',
      'server S1/role leader 200+100',
      'server S1/term term 5 200+100',
      'server S1/role down 300+200',
      'server S1/role follower 500+100',
      'server S1/term term 5 500+100',
    ]);
  });

  test('have counters of the log, when they change, and of what a leader believes', () => {
    const figures = drawn(
      { ...is('S1', { commitIndex: 3, lastApplied: 2, lastLogIndex: 6 }), ev: 'raft.progress', progress },
      { ...is('S1', { commitIndex: 3, lastApplied: 2, lastLogIndex: 6 }), ev: 'raft.progress', progress },
      { ...is('S1', { commitIndex: 3, lastApplied: 3, lastLogIndex: 6 }), ev: 'raft.progress', progress },
    ).filter((line) => line.includes('{'));
    const believed = 'server S1 nextIndex S2 {"next":7,"match":4}';
    expect(figures).toEqual([
      ...['server S1 log {"commitIndex":3,"lastApplied":2,"lastLogIndex":6}', believed, believed],
      ...['server S1 log {"commitIndex":3,"lastApplied":3,"lastLogIndex":6}', believed],
    ]);
  });

  test('have what happens to the log in one row and what they decide in another', () => {
    const points = drawn(
      { ...is('S1'), ev: 'log.commit', commit: { from: 5, to: 6, why: 'majority' } },
      { ...is('S1'), ev: 'raft.leader', leader: { id: 'S2' } },
    ).filter((line) => /\/(log|notes) /.test(line));
    expect(points).toEqual(['server S1/log log.commit 100+1', 'server S1/notes raft.leader 200+1']);
  });
});

test('faults, notes and violations are marks across everything', () => {
  const fault = { by: 'user', target: null, groups: [], links: [] } as const;
  const violation = { invariant: 'Election Safety', detail: 'Two led.', nodes: ['S1'] };
  expect(
    drawn({ node: 'lab', ev: 'fault.heal', fault: { ...fault, groups: [], links: [] } }, note('look'), {
      ...{ node: 'lab', ev: 'check.violation', violation },
    }),
  ).toEqual(['lab/faults ! fault.heal 100', 'lab/faults ! note 200', 'lab/faults ! check.violation 300']);
});

test('the file says of which run it is, and from when', () => {
  const { otherData } = JSON.parse(exported(chrome, record([header])).text);
  expect(otherData).toMatchObject({ run: 'lesson-1', epoch: '2025-11-21T18:33:20.000Z' });
  expect(JSON.parse(exported(chrome, record([note()])).text).otherData).toMatchObject({ run: '', epoch: '' });
});

test('every group of rows has one name and a place of its own, also of more servers than there is room for', () => {
  const servers = Array.from(
    { length: 120 },
    (_, at): EventDraft => ({
      ...is(`S${at + 1}`),
      ...{ ev: 'raft.leader', leader: { id: 'S1' } },
    }),
  );
  const names = linesOf(record([...servers, ...servers, note(), asks('c1', 'a')])).filter(
    ({ name }) => name === 'process_name',
  );
  expect(new Set(names.map(({ pid }) => pid)).size).toBe(names.length);
  expect(names.map(({ args }) => args['name'])).toHaveLength(120 + 'Raftarium, lab, clients'.split(',').length);
});

test('who exports more than a million events is told that it becomes slow, and nobody else', () => {
  const [footer] = record([{ node: 'lab', ev: 'trace.footer', footer: { events: 1 } }]);
  function* many(): Generator<TraceEvent> {
    for (let count = 0; count <= 1_000_000 && footer !== undefined; count += 1) yield footer;
  }
  const told: string[] = [];
  for (const _piece of chrome.write(many(), { tell: (sentence) => told.push(sentence) }));
  expect(told).toEqual([expect.stringContaining('beyond a million events')]);
  expect(exported(chrome, record([note()])).told).toEqual([]);
});
