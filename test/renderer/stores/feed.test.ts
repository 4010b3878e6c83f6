/** The page's event feed: each event once, in order, whatever arrives first. */
import { expect, test } from 'vitest';
import type { TraceEvent } from '../../../core/trace/events.ts';
import { createFeed } from '../../../renderer/stores/feed.ts';
import { oldLeaderScene } from '../scene.ts';

const { events } = oldLeaderScene();

/** A lab that has recorded the first `recorded` events, and a page that listens to it. */
function page(recorded: { count: number }, pageLimit = 5) {
  const taken: TraceEvent[] = [];
  const reads: number[] = [];
  const feed = createFeed(
    async (fromSeq, limit) => {
      reads.push(fromSeq);
      const known = events.slice(0, recorded.count);
      return { events: known.slice(fromSeq - 1, fromSeq - 1 + Math.min(limit, pageLimit)), lastSeq: recorded.count };
    },
    (batch) => taken.push(...batch),
  );
  return { feed, reads, seqs: () => taken.map((event) => event.seq) };
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, place) => place + 1);
}

test('history is read page by page to its end', async () => {
  const { feed, seqs } = page({ count: 12 });
  await feed.catchUp();
  expect(seqs()).toEqual(upTo(12));
});

test('what arrives live while history is read is neither lost nor doubled', async () => {
  const recorded = { count: 8 };
  const { feed, seqs } = page(recorded);
  const reading = feed.catchUp();
  feed.live(events.slice(6, 11));
  recorded.count = 11;
  await reading;
  feed.live(events.slice(11, 13));
  expect(seqs()).toEqual(upTo(13));
});

test('a hole before a live batch is filled from the recording', async () => {
  const recorded = { count: 3 };
  const { feed, seqs, reads } = page(recorded);
  await feed.catchUp();
  recorded.count = 9;
  feed.live(events.slice(7, 9));
  await feed.catchUp();
  expect(seqs()).toEqual(upTo(9));
  expect(reads).toContain(4);
});

test('another run starts again at its first event', async () => {
  const { feed, seqs } = page({ count: 4 });
  await feed.catchUp();
  feed.restart();
  await feed.catchUp();
  expect(seqs()).toEqual([...upTo(4), ...upTo(4)]);
});

test('a recording that does not go on where the page is, is asked once and not for ever', async () => {
  const reads: number[] = [];
  const feed = createFeed(
    async (fromSeq) => {
      reads.push(fromSeq);
      return { events: events.slice(4, 8), lastSeq: 8 };
    },
    () => {},
  );
  await feed.catchUp();
  expect(reads).toEqual([1]);
});
