/** A recorded trace from its text: every line is checked before it is believed, and damage ends the reading there. */
import type { TraceEvent } from '../events.ts';
import { parseLine } from '../parse.ts';
import { MOST_EVENTS, MOST_NAMES } from './limits.ts';
import { type Line, LineCutter } from './lines.ts';

/** An event with the line that it was read from. */
export interface ReadEvent {
  readonly event: TraceEvent;
  readonly line: string;
}

export interface ReaderOptions {
  /** How many events the recording's manifest or its own last line speak of. */
  readonly expected?: number;
  /** A cut-off last line is no loss: it is just being written. */
  readonly isGrowing?: boolean;
}

/** Files are given one after the other: their text in pieces, then `endFile`; after the last of them `end`. */
export class TraceReader {
  /** Why nothing was read from here on: as the end of a sentence. null while all is well. */
  problem: string | null = null;
  readonly notices: string[] = [];
  lastSeq = 0;
  /** Events given. */
  count = 0;
  /** The last line says that the run ended in good order. */
  isClosed = false;
  readonly #options: ReaderOptions;
  readonly #names = new Set<string>();
  #lines = new LineCutter();
  #unknown = 0;
  #isCut = false;
  readonly #altered: string[] = [];
  #lastTime = 0;
  #backwards = 0;

  constructor(options: ReaderOptions = {}) {
    this.#options = options;
  }

  /** The events that are whole with this piece. After a problem there are no more. */
  read(text: string): ReadEvent[] {
    const found: ReadEvent[] = [];
    if (this.problem !== null) return found;
    try {
      for (const line of this.#lines.cut(text)) {
        const event = this.#eventOf(line);
        if (event !== null) found.push({ event, line: line.text });
        if (this.#isStopped()) return found;
      }
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
    return found;
  }

  /** `isCut`: the file ended before its own end, e.g. a packed one. Only the last file of a trace may be cut off. */
  endFile({ isLast, isCut = false }: { readonly isLast: boolean; readonly isCut?: boolean }): ReadEvent[] {
    const line = this.#lines.end();
    this.#lines = new LineCutter();
    if (this.problem !== null) return [];
    if (isCut) this.#cut(isLast, 'the file is cut off');
    if (line === null) return [];
    const event = this.#eventOf(line, isLast);
    return event === null ? [] : [{ event, line: line.text }];
  }

  #cut(isLast: boolean, problem: string): void {
    if (isLast) this.#isCut = true;
    else this.fail(problem);
  }

  /** The file's checksum is another one than its manifest has. */
  altered(file: string, firstSeq: number): void {
    const events = `events ${grouped(firstSeq)} to ${grouped(this.lastSeq)}`;
    this.#altered.push(`${file} was changed after it was recorded, somewhere in ${events}: its checksum differs.`);
  }

  /** What the file's adapter met: an error of the disk, bytes that are no text. */
  fail(problem: string): void {
    this.problem ??= problem;
  }

  /** After the last file: says what was left out. */
  end(): void {
    this.#sayEnd();
    if (this.#unknown === 1) this.notices.push('1 event of a kind that this version does not know was left out.');
    if (this.#unknown > 1) {
      this.notices.push(`${this.#unknown} events of kinds that this version does not know were left out.`);
    }
    if (this.#backwards > 0) {
      this.notices.push(
        `Time goes back at ${grouped(this.#backwards)} events; they are shown in the order of the file.`,
      );
    }
  }

  /** With damage, the end is no secret; without, the manifest may know of more than there is. */
  #sayEnd(): void {
    if (this.problem !== null || this.count === 0) return;
    if (this.#expects() > this.#seen()) {
      this.notices.push(`Read ${grouped(this.#seen())} of ${grouped(this.#expects())} events; the rest is cut off.`);
    } else if (this.#isCut && this.#options.isGrowing !== true) {
      this.notices.push(`The trace is cut off after event ${grouped(this.lastSeq)}; all before it is complete.`);
    } else {
      this.notices.push(...this.#altered);
    }
  }

  #expects(): number {
    return this.#options.expected ?? 0;
  }

  #seen(): number {
    return this.count + this.#unknown;
  }

  #isStopped(): boolean {
    return this.problem !== null;
  }

  /** null: nothing to give for this line. */
  #eventOf(line: Line, isLastFile = false): TraceEvent | null {
    const parsed = parseLine(line.text);
    switch (parsed.kind) {
      case 'event':
        return this.#accept(parsed.event, line);
      case 'unknown':
        this.#unknown += 1;
        return null;
      case 'refused':
        this.fail(parsed.problem);
        return null;
      case 'bad':
        this.#cut(isLastFile && !line.ended, `line ${line.number}: ${parsed.problem}`);
        return null;
      default:
        return parsed satisfies never;
    }
  }

  #accept(event: TraceEvent, line: Line): TraceEvent | null {
    if (this.#isRepeatedHeader(event, line)) return null;
    const excess = this.#excessOf(event);
    if (excess !== null) {
      this.fail(`line ${line.number}: ${excess}`);
      return null;
    }
    if (event.t < this.#lastTime) this.#backwards += 1;
    this.#lastTime = event.t;
    this.lastSeq = event.seq;
    this.count += 1;
    this.isClosed = event.ev === 'trace.footer';
    return event;
  }

  /** Every later file begins with the run's header again, so that it can stand alone. */
  #isRepeatedHeader(event: TraceEvent, line: Line): boolean {
    return event.ev === 'trace.header' && line.number === 1 && this.lastSeq >= event.seq;
  }

  #excessOf(event: TraceEvent): string | null {
    if (event.seq <= this.lastSeq) return `event ${event.seq} comes after event ${this.lastSeq}`;
    if (this.count >= MOST_EVENTS) return `there are more than ${grouped(MOST_EVENTS)} events`;
    this.#names.add(event.node);
    if (event.ev === 'trace.header') for (const node of event.header.nodes) this.#names.add(node);
    if (this.#names.size > MOST_NAMES) return `there are more than ${grouped(MOST_NAMES)} names of servers and clients`;
    return null;
  }
}

/** `48,210`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
