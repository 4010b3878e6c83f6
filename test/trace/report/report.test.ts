/** The lab report: it tells the run, runs nothing, and no text of the run becomes markup. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../../core/trace/events.ts';
import type { EventDraft } from '../../../core/trace/recorder.ts';
import { inks, termFills, termInks } from '../../../core/trace/report/colours.ts';
import { escaped, tag } from '../../../core/trace/report/markup.ts';
import { ReportMaterial } from '../../../core/trace/report/material.ts';
import { type ReportExtras, reportHtml } from '../../../core/trace/report/report.ts';
import { sentence } from '../../../core/trace/words.ts';
import { header, record, sampleEvents } from '../samples.ts';
import { stormEvents } from '../storm.ts';

const nothing: ReportExtras = { notes: '', author: '', verdicts: [], pictures: [] };

function reportOf(events: readonly TraceEvent[], extras: Partial<ReportExtras> = {}): string {
  const material = new ReportMaterial();
  for (const event of events) material.hear(event);
  return reportHtml(material, { ...nothing, ...extras });
}

/** Reads the markup by the letter: every tag is known, well formed and closed in order; answers the text between. */
function textOf(html: string): string {
  const open: string[] = [];
  let text = '';
  const piece =
    /<!doctype html>|<style>[^<]*<\/style>|<(\/?)([a-zA-Z][\w-]*)((?: [\w:-]+="[^"<>]*")*)\s*(\/?)>|([^<>]+)|(.)/g;
  for (const [whole, close, name = '', , self, words, wrong] of html.matchAll(piece)) {
    if (wrong !== undefined) throw new Error(`stray ${wrong} in ${html.slice(0, 80)}`);
    if (words !== undefined) text += words;
    else if (close === '/') expect(open.pop()).toBe(name);
    else if (name !== '' && self !== '/' && name !== 'meta') open.push(name);
    else expect(whole).toMatch(/^(<!doctype|<style|<meta|<\w[^>]*\/>)/);
  }
  expect(open).toEqual([]);
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;</style></title><!-- \u0000\ud800`;

describe('hostile text', () => {
  const drafts: EventDraft[] = [
    { node: 'lab', ev: 'note', note: { text: hostile } },
    { node: 'lab', ev: 'check.violation', violation: { invariant: hostile, detail: hostile, nodes: [hostile] } },
    { node: 'lab', ev: 'lab.member', member: { node: hostile, address: hostile, stage: 'failed', detail: hostile } },
    ...operationDrafts(),
  ];
  const verdicts = [{ name: hostile, verdict: hostile, isBad: true, detail: hostile }];
  const html = reportOf([hostileHeader(), ...record(drafts)], {
    notes: hostile,
    author: hostile,
    verdicts,
    pictures: [{ caption: hostile, svg: '' }],
  });

  test('stays text wherever it comes from', () => {
    const text = textOf(html);
    expect(html).not.toMatch(/<script|<img|onerror=(?!alert\(2\)&gt;)/);
    expect(text.split('<script>alert(1)</script>').length - 1).toBeGreaterThanOrEqual(14);
  });

  test('what no document may hold is replaced', () => {
    expect(html.includes('\u0000')).toBe(false);
    expect(() => encodeURIComponent(html)).not.toThrow();
    expect(escaped('a\u0000b\ud800c\u{1f600}')).toBe('a\ufffdb\ufffdc\u{1f600}');
    expect(tag('p', { title: `"><b>` }, '')).toBe('<p title="&quot;&gt;&lt;b&gt;"></p>');
  });
});

/** A header whose every free text is hostile. */
function hostileHeader(): TraceEvent {
  const [event] = record([header]);
  if (event?.ev !== 'trace.header') throw new Error('the sample is no header');
  const config = { ...event.header.config, cluster: hostile, bug: hostile };
  return { ...event, header: { ...event.header, run: hostile, nodes: [hostile, 'S2'], config } };
}

function operationDrafts(): EventDraft[] {
  const op = {
    id: 'c1.1',
    session: hostile,
    serial: 1,
    operation: hostile,
    tries: 1,
    hops: 0,
    target: hostile,
    result: null,
    index: 3,
    duplicate: false,
    why: null,
  };
  return [
    { node: hostile, ev: 'client.invoke', op },
    { node: hostile, ev: 'client.ok', op: { ...op, result: hostile } },
    { node: 'c2', ev: 'client.invoke', op: { ...op, id: 'c2.1' } },
    { node: 'c2', ev: 'client.fail', op: { ...op, id: 'c2.1', why: hostile } },
  ];
}

describe('the report of a storm', () => {
  const events = stormEvents(9, 1500);
  const html = reportOf(events, { notes: 'First line\nsecond line', author: 'Ada' });
  const text = textOf(html);

  test('tells who was elected, what was harmed and what clients were told, each once', () => {
    const elected = events.filter((event) => event.ev === 'raft.role' && event.role.to === 'leader');
    const harmed = events.filter(({ ev }) => ev.startsWith('fault.') || ev === 'node.crash');
    expect(elected.length).toBeGreaterThan(0);
    expect(harmed.length).toBeGreaterThan(0);
    for (const event of [...elected, ...harmed]) expect(text).toContain(sentence(event));
    const asked = events.filter(({ ev }) => ev === 'client.invoke').length;
    expect(html.split('<h2>What clients asked</h2>')[1]?.split('<tr>').length).toBe(asked + 2);
  });

  test('has the student’s notes, line by line, and two figures drawn into the file', () => {
    expect(text).toContain('By Ada');
    expect(html).toContain('<blockquote>First line\nsecond line</blockquote>');
    expect(html.match(/<svg /g)).toHaveLength(2);
  });

  test('draws the servers in the order of their names', () => {
    const lanes = [...html.matchAll(/font-weight="700"[^>]*>(S\d)</g)].map(([, name]) => name);
    expect(lanes).toEqual(['S1', 'S2', 'S3', 'S4', 'S5', 'S1', 'S2', 'S3', 'S4', 'S5']);
  });

  test('asks nothing of the network and may run nothing', () => {
    expect(html).toContain('default-src &#39;none&#39;');
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|src=|@import|<link/);
  });
});

test('a run too long to tell is told by how it began and how it ended, and says so', () => {
  const notes = Array.from(
    { length: 2000 },
    (_, at): EventDraft => ({ node: 'lab', ev: 'note', note: { text: `note ${at}.` } }),
  );
  const text = textOf(reportOf(record([header, ...notes])));
  expect(text).toContain('note 0.');
  expect(text).toContain('note 1999.');
  expect(text).toMatch(/1501 more such events are not told here/);
});

test('every kind of event goes in, and an empty recording makes a report, too', () => {
  expect(textOf(reportOf(sampleEvents()))).toContain('What happened');
  expect(textOf(reportOf([]))).toContain('The recording has no header.');
});

test('verdicts say what they say in words, not only in red', () => {
  const verdicts = [
    { name: 'Election Safety', verdict: 'held', isBad: false, detail: 'at most one leader per term' },
    { name: 'Log Matching', verdict: 'violated', isBad: true, detail: 'S1 and S2' },
  ];
  const text = textOf(reportOf([], { verdicts }));
  expect(text).toContain('held');
  expect(text).toContain('✕ violated');
});

test('its colours are the light theme’s own', () => {
  const sheet = readFileSync(new URL('../../../renderer/styles/tokens.css', import.meta.url), 'utf8');
  const light = sheet.slice(sheet.indexOf('[data-theme="light"]'));
  const token = (name: string) => new RegExp(`--${name}: ([^;]+);`).exec(light)?.[1];
  expect(termFills.map((_, at) => token(`t${at + 1}`))).toEqual([...termFills]);
  expect(termInks.map((_, at) => token(`o${at + 1}`))).toEqual([...termInks]);
  const named = { panel: 'panel2', line: 'line', ink: 'ink', ink2: 'ink2', ink3: 'ink3', red: 'red' } as const;
  for (const [name, own] of Object.entries(named)) expect(Object.entries(inks)).toContainEqual([name, token(own)]);
});
