/** Counts what passes, and says so once a second while it takes long. */
import type { Terminal } from '../command.ts';

const EVERY_MS = 1000;

export interface Counted<Item> extends AsyncIterable<Item> {
  count(): number;
}

export function counted<Item>(items: AsyncIterable<Item>, terminal: Terminal, what = 'events'): Counted<Item> {
  let count = 0;
  return {
    count: () => count,
    async *[Symbol.asyncIterator]() {
      let next = performance.now() + EVERY_MS;
      for await (const item of items) {
        count += 1;
        yield item;
        if (performance.now() < next) continue;
        next += EVERY_MS;
        terminal.say(`  ${count.toLocaleString('en')} ${what} …`);
      }
    },
  };
}
