/** Messages as points at both ends, with an arrow between them once they have arrived. */
import type { EventOf, TraceEvent } from '../../events.ts';
import { arrow, point, type Track } from './lines.ts';
import type { Tracks } from './tracks.ts';

interface Sent {
  readonly track: Track;
  readonly kind: string;
  readonly t: number;
}

export class Messages {
  readonly #tracks: Tracks;
  /** On their way, by message id. */
  readonly #sent = new Map<string, Sent>();
  #arrows = 0;

  constructor(tracks: Tracks) {
    this.#tracks = tracks;
  }

  *linesOf(event: TraceEvent): Iterable<object> {
    if (event.ev === 'msg.send') yield this.#send(event);
    if (event.ev === 'msg.recv') yield* this.#receive(event);
    if (event.ev !== 'msg.drop') return;
    const { id, kind, from, to } = event.msg;
    this.#sent.delete(id);
    yield point(this.#tracks.lab(), `lost ${kind} ${from} → ${to}`, 'msg', event.t, { id, why: event.why });
  }

  #send({ node, t, msg, state }: EventOf<'msg.send'>): object {
    const track = this.#trackOf(node, state !== undefined);
    const { id, kind, to, term, ...fields } = msg;
    this.#sent.set(id, { track, kind, t });
    return point(track, `${kind} → ${to}`, 'msg', t, { id, term, ...fields });
  }

  *#receive({ node, t, msg: { id, kind, from }, state }: EventOf<'msg.recv'>): Iterable<object> {
    const track = this.#trackOf(node, state !== undefined);
    yield point(track, `${kind} ← ${from}`, 'msg', t, { id });
    const sent = this.#sent.get(id);
    if (sent === undefined) return;
    this.#sent.delete(id);
    this.#arrows += 1;
    yield arrow('s', sent.track, kind, this.#arrows, sent.t);
    yield arrow('f', track, kind, this.#arrows, t);
  }

  #trackOf(node: string, isServer: boolean): Track {
    return isServer ? this.#tracks.server(node, 'messages') : this.#tracks.client(node, 'messages');
  }
}
