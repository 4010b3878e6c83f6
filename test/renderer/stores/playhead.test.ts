/** The playhead: one moment for every panel, reached by number, by time and by steps, and the way back to live. */
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ClusterDescription, LabChannel, LabEvent, LabMethod } from '../../../core/contract/lab-api.ts';
import type { TraceEvent } from '../../../core/trace/events.ts';
import { applyEvent, createView } from '../../../core/trace/view.ts';
import { termAt } from '../../../core/trace/view-log.ts';
import type { ClusterView } from '../../../core/trace/view-types.ts';
import { useTimeline } from '../../../renderer/panels/timeline/store.ts';
import { useLab } from '../../../renderer/stores/lab.ts';
import { usePlayhead } from '../../../renderer/stores/playhead.ts';
import { FoldedStorm } from '../../trace/storm.ts';

const run: ClusterDescription = {
  name: 'test',
  folder: '/nowhere',
  run: 'r1',
  nodes: [],
  seed: 1,
  heartbeatMs: 50,
  rules: {},
  electionTimeoutMs: 150,
  notices: [],
};
const storm = new FoldedStorm(3);
storm.run(900);
const half = Math.floor(storm.events.length / 2);
const [first, rest] = [storm.events.slice(0, half), storm.events.slice(half)];

// There is no page, and so no frame is ever drawn.
vi.stubGlobal('requestAnimationFrame', () => 1);
vi.stubGlobal('cancelAnimationFrame', () => {});

const called: LabMethod[] = [];
let announce: (event: LabEvent) => void = () => {};

const channel: LabChannel = {
  call: (method) => {
    called.push(method);
    return Promise.resolve({ ok: false, error: { code: 'internal', message: 'nothing is behind this channel' } });
  },
  onEvents: (listener) => {
    announce = listener;
    return () => {};
  },
  onStatus: (listener) => {
    listener('connected');
    return () => {};
  },
};

function folded(seq: number): ClusterView {
  const view = createView();
  for (const event of storm.events.slice(0, seq)) applyEvent(view, event);
  return view;
}

async function show(events: readonly TraceEvent[]): Promise<void> {
  announce({ kind: 'trace', events: [...events] });
  await new Promise((done) => setImmediate(done));
}

beforeEach(async () => {
  setActivePinia(createPinia());
  useLab().connect(channel);
  useTimeline();
  announce({ kind: 'cluster', cluster: run });
  await new Promise((done) => setImmediate(done));
  await show(first);
  called.length = 0;
});

describe('the moment shown', () => {
  test('is the end until somebody seeks, and then stays while the cluster goes on', async () => {
    const [lab, playhead] = [useLab(), usePlayhead()];
    expect(playhead).toMatchObject({ isLive: true, seq: half });
    playhead.seek(200);
    expect(playhead).toMatchObject({ isLive: false, seq: 200, t: storm.events[199]?.t });
    expect(lab.now()).toBe(storm.events[199]?.t);
    await show(rest);
    expect(lab.view).toEqual(folded(200));
    expect(lab.live).toEqual(folded(storm.events.length));
    playhead.live();
    expect(playhead).toMatchObject({ isLive: true, seq: storm.events.length });
    expect(lab.view).toBe(lab.live);
  });

  test('may lie between two events, and from the newest on it is live', () => {
    const [lab, playhead] = [useLab(), usePlayhead()];
    const t = storm.events[299]?.t ?? 0;
    const between = (t + (storm.events.find((event) => event.t > t)?.t ?? 0)) / 2;
    playhead.seekTime(between);
    expect(lab.now()).toBe(between);
    expect(lab.view.t).toBe(t);
    expect(lab.view).toEqual(folded(playhead.seq));
    playhead.seekTime(storm.events[half - 1]?.t ?? 0);
    expect(playhead.isLive).toBe(true);
    playhead.seek(-4);
    expect(playhead.seq).toBe(1);
  });

  test('that a drag brings to the end looks live when it stands still there, and the past looks past at once', () => {
    vi.useFakeTimers();
    const playhead = usePlayhead();
    const end = storm.events[half - 1]?.t ?? 0;
    playhead.seekTime(end - 1);
    expect(playhead).toMatchObject({ isLive: false, looksLive: false });
    playhead.seekTime(end);
    expect(playhead).toMatchObject({ isLive: true, looksLive: false });
    playhead.seekTime(end - 1);
    playhead.seekTime(end);
    vi.advanceTimersByTime(200);
    expect(playhead).toMatchObject({ isLive: true, looksLive: true });
    vi.useRealTimers();
  });

  test('is told of no commit that came later', () => {
    const [lab, playhead] = [useLab(), usePlayhead()];
    const commit = first.find((event) => event.ev === 'log.commit');
    if (commit?.ev !== 'log.commit') throw new Error('nothing was committed');
    const index = commit.commit.to;
    const node = folded(commit.seq).nodes.get(commit.node);
    const term = (node && termAt(node, index)) ?? 0;
    expect(lab.entryTimesOf(index, term).committedAt).toBe(commit.t);
    playhead.seek(commit.seq - 1);
    expect(lab.entryTimesOf(index, term)).toMatchObject({ committedAt: null, committedBy: null, appliedAt: null });
    playhead.seek(commit.seq);
    expect(lab.entryTimesOf(index, term).committedBy).toBe(commit.node);
  });

  test('of another run is live again', async () => {
    usePlayhead().seek(100);
    announce({ kind: 'cluster', cluster: { ...run, run: 'r2' } });
    expect(usePlayhead()).toMatchObject({ isLive: true, seq: 0 });
    expect(useLab().view).toEqual(createView());
  });
});

describe('steps', () => {
  test('by term stop where a term began, and behind the last term it is live', () => {
    const playhead = usePlayhead();
    const terms: number[] = [];
    playhead.seek(1);
    for (playhead.step('term', 1); !playhead.isLive; playhead.step('term', 1)) {
      terms.push(Math.max(...[...useLab().view.nodes.values()].map(({ state }) => state.currentTerm)));
    }
    expect(terms.length).toBeGreaterThan(0);
    expect(terms).toEqual([...terms].sort((one, other) => one - other));
    expect(new Set(terms).size).toBe(terms.length);
  });

  test('by event pass over bookkeeping and show what was noted with the event; back goes the same way', () => {
    const [timeline, playhead] = [useTimeline(), usePlayhead()];
    playhead.seek(300);
    const way: number[] = [];
    for (let steps = 0; steps < 30; steps += 1) {
      timeline.step(1);
      way.push(playhead.seq);
      expect(['node.persist', 'raft.progress']).not.toContain(storm.events[timeline.selected ?? 0]?.ev);
      const next = storm.events[playhead.seq];
      const belongs = next?.ev === 'raft.progress' && next.node === storm.events[playhead.seq - 1]?.node;
      expect(belongs).toBe(false);
    }
    const back: number[] = [];
    for (let steps = 0; steps < 29; steps += 1) {
      timeline.step(-1);
      back.push(playhead.seq);
    }
    expect([...back].reverse()).toEqual(way.slice(0, -1));
  });

  test('leave marks on what changed, until a jump', () => {
    const playhead = usePlayhead();
    const append = first.find((event) => event.ev === 'log.append' && event.seq > 300);
    if (append?.ev !== 'log.append') throw new Error('nothing was appended');
    playhead.seek(append.seq - 1);
    playhead.step('event', 1);
    const entries = append.append.entries;
    expect(playhead.changes.get(append.node)?.entries).toEqual({
      from: entries[0]?.index,
      to: entries.at(-1)?.index,
    });
    playhead.step('event', -1);
    expect(playhead.changes.get(append.node)?.removed).toEqual({ from: entries[0]?.index, to: entries.at(-1)?.index });
    playhead.seek(append.seq);
    expect(playhead.changes.size).toBe(0);
  });
});

describe('in the past', () => {
  test('nothing is done to the cluster, and the reason is a sentence', async () => {
    const lab = useLab();
    expect(lab.hindrance).toBeNull();
    usePlayhead().seek(100);
    expect(lab.hindrance).toMatch(/^This is the past, .*press End\.$/);
    const replies = await Promise.all([
      lab.call('node.crash', { node: 'S1' }),
      lab.call('network.heal', {}),
      lab.call('clock.pace', { mode: 'step' }),
    ]);
    expect(replies.map((reply) => reply.ok)).toEqual([false, false, false]);
    expect(called).toEqual([]);
    expect(lab.toasts.map(({ text }) => text)).toContain(lab.hindrance);
    usePlayhead().live();
    await lab.call('node.crash', { node: 'S1' });
    expect(called).toEqual(['node.crash']);
  });
});
