/** A run that is longer than memory: a page that joins late still gets it whole, from the files. */
import { expect, test } from 'vitest';
import type { TraceEvent } from '../../core/trace/events.ts';
import { TestLab, testFolder } from './harness.ts';

test('what memory has let go of is read from the recording, without a gap', { timeout: 60_000 }, async () => {
  const lab = new TestLab(await testFolder(), { eventsInMemory: 1 });
  await lab.call('cluster.create', { nodes: 3, seed: 7 });
  await lab.leader();
  const clients = Array.from({ length: 16 }, (_, at) => `c${at + 1}`);
  while (lab.view.seq < 12_000) await Promise.all(clients.map((client) => lab.submit(`put ${client} 1`, client)));
  const events: TraceEvent[] = [];
  for (let lastSeq = 1; events.length < lastSeq; ) {
    const page = await lab.call('trace.read', { fromSeq: events.length + 1, limit: 3000 });
    expect(page.events.length).toBeGreaterThan(0);
    events.push(...page.events);
    lastSeq = page.lastSeq;
  }
  expect(events[0]?.ev).toBe('trace.header');
  expect(events.findIndex(({ seq }, at) => seq !== at + 1)).toBe(-1);
  await lab.close();
});
