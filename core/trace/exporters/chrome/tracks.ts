/** Which row of the picture each thing is drawn in, and the names of the rows, given when they are first used. */
import { named, type Track } from './lines.ts';

const LAB = 100;
const CLIENTS = 101;
const FIRST_LATER_SERVER = 200;

const rows = { role: 1, term: 2, messages: 3, log: 4, notes: 5 } as const;
export type Row = keyof typeof rows;

export class Tracks {
  readonly #pids = new Map<string, number>();
  readonly #tids = new Map<string, number>();
  #news: object[] = [];

  /** The names of rows that were used for the first time since it was asked last. */
  takeNews(): readonly object[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }

  server(node: string, row: Row): Track {
    let pid = this.#pids.get(node);
    if (pid === undefined) {
      pid = this.#pids.size + 1 < LAB ? this.#pids.size + 1 : FIRST_LATER_SERVER + this.#pids.size;
      this.#pids.set(node, pid);
      this.#news.push(...named('process', { pid, tid: 0 }, `server ${node}`));
      for (const [name, tid] of Object.entries(rows)) this.#news.push(...named('thread', { pid, tid }, name));
    }
    return { pid, tid: rows[row] };
  }

  lab(): Track {
    return this.#row(LAB, 'lab', 'faults');
  }

  /** `lane`: what one client does at the same time must not share a row. */
  client(client: string, lane: string): Track {
    return this.#row(CLIENTS, 'clients', `${client} ${lane}`.trim());
  }

  #row(pid: number, group: string, thread: string): Track {
    const key = `${pid} ${thread}`;
    let tid = this.#tids.get(key);
    if (tid === undefined) {
      const known = [...this.#tids.keys()].filter((other) => other.startsWith(`${pid} `)).length;
      tid = known + 1;
      this.#tids.set(key, tid);
      if (known === 0) this.#news.push(...named('process', { pid, tid: 0 }, group));
      this.#news.push(...named('thread', { pid, tid }, thread));
    }
    return { pid, tid };
  }
}
