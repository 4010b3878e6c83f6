/** Lets an exporter, a generator over a plain iterable, work on events that are still being read. */
import type { TraceEvent } from '../events.ts';
import type { ExportContext, Exporter, Piece } from './exporter.ts';

/** So many events are read ahead, that an exporter may look forward so far between two pieces. */
const AHEAD = 1000;

/** Never holds more than a few thousand events, however long the trace is. Empty pieces are passed over. */
export async function* piecesOf(
  write: Exporter['write'],
  events: AsyncIterable<TraceEvent>,
  context?: ExportContext,
): AsyncGenerator<Piece, void, undefined> {
  const waiting: TraceEvent[] = [];
  let isComplete = false;
  function* source(): Generator<TraceEvent, void, undefined> {
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) yield event;
    if (!isComplete) throw new Error(`this exporter took ${AHEAD} events without giving a piece`);
  }
  const pieces = write(source(), context)[Symbol.iterator]();
  for await (const event of events) {
    waiting.push(event);
    while (waiting.length > AHEAD) {
      const piece = pieces.next();
      if (piece.done === true) return;
      if (piece.value.length > 0) yield piece.value;
    }
  }
  isComplete = true;
  for (let piece = pieces.next(); piece.done !== true; piece = pieces.next()) {
    if (piece.value.length > 0) yield piece.value;
  }
}
