/** Reads a trace's files to lines that are known to be events, as far as they can be read. */
import type { TraceEvent } from '../../../core/trace/events.ts';
import { grouped, type ReadEvent, TraceReader } from '../../../core/trace/reading/trace-reader.ts';
import type { Ending } from '../messages.ts';
import type { TraceSource } from '../source.ts';
import { type FileEnd, textOf } from './text.ts';

/** `give` gets lines of JSON: events in order, numbered without holes. */
export async function readTrace(
  source: Pick<TraceSource, 'expected' | 'isGrowing' | 'files'>,
  give: (lines: readonly string[]) => void,
): Promise<Ending> {
  const reader = new TraceReader({ expected: source.expected, isGrowing: source.isGrowing });
  const numbering = new Numbering();
  const take = (found: readonly ReadEvent[]) => {
    if (found.length > 0) give(found.map((each) => numbering.lineOf(each)));
  };
  const end: FileEnd = { isCut: false };
  try {
    let isFirst = true;
    for await (const file of source.files()) {
      // Only now it is known that the file before was not the last one.
      if (!isFirst) take(reader.endFile({ isLast: false, isCut: end.isCut }));
      isFirst = false;
      for await (const piece of textOf(file.bytes(), end)) {
        take(reader.read(piece));
        if (reader.problem !== null) break;
      }
      if (reader.problem !== null) break;
    }
  } catch (error) {
    reader.fail(error instanceof Error ? error.message : String(error));
  }
  take(reader.endFile({ isLast: true, isCut: end.isCut }));
  reader.end();
  return { events: reader.count, problem: reader.problem, notices: [...reader.notices, ...numbering.notices()] };
}

/** All panels count events from 1 without holes. */
class Numbering {
  #last = 0;
  #renumbered = 0;

  lineOf({ event, line }: ReadEvent): string {
    this.#last += 1;
    if (event.seq === this.#last) return line;
    this.#renumbered += 1;
    const renamed: TraceEvent = { ...event, seq: this.#last };
    return JSON.stringify(renamed);
  }

  notices(): string[] {
    if (this.#renumbered === 0) return [];
    const count = grouped(this.#renumbered);
    return [`${count} events stand behind a gap in the numbers; here all are numbered anew, from 1.`];
  }
}
