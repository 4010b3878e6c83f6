/** The events of the Trace Event format, as far as we write it: https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU. */

export type Arguments = Readonly<Record<string, unknown>>;

/** `pid` is a row of rows, `tid` a row: where an event is drawn. */
export interface Track {
  readonly pid: number;
  readonly tid: number;
}

/** A process or thread gets its name. */
export function named(what: 'process' | 'thread', { pid, tid }: Track, name: string): object[] {
  const sort = { sort_index: what === 'process' ? pid : tid };
  return [
    { ph: 'M', pid, tid, name: `${what}_name`, args: { name } },
    { ph: 'M', pid, tid, name: `${what}_sort_index`, args: sort },
  ];
}

/** Whole µs, so that two of one track are equal or apart: slices that overlap otherwise are not drawn. */
export function slice(track: Track, name: string, cat: string, from: number, to: number, args: Arguments): object {
  return { ph: 'X', ...track, name, cat, ts: from, dur: Math.max(0, to - from), args };
}

/** Long enough that an arrow finds it. */
export function point(track: Track, name: string, cat: string, at: number, args: Arguments): object {
  return slice(track, name, cat, at, at + 1, args);
}

/** An arrow between two slices: one of them must be open at the place and time. */
export function arrow(ph: 's' | 'f', track: Track, name: string, id: number, ts: number): object {
  const end = ph === 'f' ? { bp: 'e' } : {};
  return { ph, ...end, ...track, name, cat: 'msg', id, ts };
}

export function counter(pid: number, name: string, ts: number, args: Readonly<Record<string, number>>): object {
  return { ph: 'C', pid, tid: 0, name, ts, args };
}

/** A mark across everything. */
export function mark(track: Track, name: string, ts: number, args: Arguments): object {
  return { ph: 'i', s: 'g', ...track, name, cat: 'fault', ts, args };
}
