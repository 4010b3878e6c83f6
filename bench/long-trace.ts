/** A recorded run of any length, from the simulator: seeded storms over a virtual cluster, written as a real run is. */
import { TraceWriter } from '../core/recording/trace-writer.ts';
import { FoldedStorm } from '../test/trace/storm.ts';

/** Writes at least `events` events into a folder that must hold no recording; answers how many there are. */
export async function writeLongTrace(folder: string, events: number, seed = 11): Promise<number> {
  let problem: string | null = null;
  const writer = new TraceWriter({
    folder,
    flushMs: 10,
    onError: (sentence) => {
      problem = sentence;
    },
  });
  const storm = new FoldedStorm(seed);
  let written = 0;
  while (written < events && problem === null) {
    storm.run(2000);
    // Taken out of the storm's own list, which would else fill the memory.
    for (const event of storm.events.splice(0)) {
      writer.append(event);
      written += 1;
    }
    // The disk has its turn, or all of it would wait in memory.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await writer.close();
  if (problem !== null) throw new Error(problem);
  return written;
}
