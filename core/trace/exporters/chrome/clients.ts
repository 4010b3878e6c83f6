/** Client operations as slices from the asking to the answer; what one client asks at the same time has rows of its own. */
import type { EventOf, TraceEvent } from '../../events.ts';
import { operationKey } from '../../operation-key.ts';
import { slice, type Track } from './lines.ts';
import type { Tracks } from './tracks.ts';

type Asked = EventOf<'client.invoke'>;

interface Open {
  readonly asked: Asked;
  readonly lane: number;
  readonly track: Track;
}

export class Clients {
  readonly #tracks: Tracks;
  readonly #open = new Map<string, Open>();

  constructor(tracks: Tracks) {
    this.#tracks = tracks;
  }

  *linesOf(event: TraceEvent): Iterable<object> {
    if (event.ev === 'client.invoke') this.#ask(event);
    if (event.ev !== 'client.ok' && event.ev !== 'client.fail' && event.ev !== 'client.info') return;
    const open = this.#open.get(operationKey(event));
    if (open === undefined) return;
    this.#open.delete(operationKey(event));
    const { session, serial, tries, hops, result, index, why } = event.op;
    const outcome = event.ev.slice('client.'.length);
    yield this.#slice(open, event.t, { outcome, session, serial, tries, hops, result, index, why });
  }

  *end(t: number): Iterable<object> {
    for (const open of this.#open.values()) yield this.#slice(open, t, { outcome: 'open at the end of the trace' });
  }

  #ask(asked: Asked): void {
    const taken = new Set<number>();
    for (const open of this.#open.values()) if (open.asked.node === asked.node) taken.add(open.lane);
    let lane = 1;
    while (taken.has(lane)) lane += 1;
    const track = this.#tracks.client(asked.node, lane === 1 ? '' : `#${lane}`);
    this.#open.set(operationKey(asked), { asked, lane, track });
  }

  #slice({ asked, track }: Open, t: number, args: Readonly<Record<string, unknown>>): object {
    return slice(track, asked.op.operation, 'client', asked.t, t, args);
  }
}
