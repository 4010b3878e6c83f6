/** When each server wrote, committed or removed the selected entry (Figure 6's cell, told over time). */
import type { TraceEvent } from '../../../core/trace/events.ts';
import type { EventSource } from './model/model.ts';
import type { EntryMoment } from './paint/scene.ts';

/** Reads the trace once per selected entry, and after that only what was added. */
export class EntryMoments {
  readonly moments: EntryMoment[] = [];
  private index: number | null = null;
  private source: EventSource | null = null;
  private read = 0;

  follow(index: number | null, source: EventSource): readonly EntryMoment[] {
    if (index !== this.index || source !== this.source || source.length < this.read) {
      this.moments.length = 0;
      this.read = 0;
      this.index = index;
      this.source = source;
    }
    if (index === null) return this.moments;
    for (let event = source.at(this.read); event; event = source.at(++this.read)) {
      const what = momentOf(event, index);
      if (what) this.moments.push({ node: event.node, t: event.t, what });
    }
    return this.moments;
  }
}

function momentOf(event: TraceEvent, index: number): EntryMoment['what'] | null {
  switch (event.ev) {
    case 'log.append':
      return event.append.entries.some((entry) => entry.index === index) ? 'appended' : null;
    case 'log.commit':
      return event.commit.from < index && index <= event.commit.to ? 'committed' : null;
    case 'log.truncate':
      return event.truncate.fromIndex <= index && index <= event.truncate.toIndex ? 'removed' : null;
    default:
      return null;
  }
}
