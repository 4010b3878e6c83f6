/** The fingerprint of a run: 64 bits over every value of every event. Two runs of one seed have the same. */
import type { TraceEvent } from '../../trace/events.ts';

type Fields = { readonly [name: string]: unknown };

const FIRST_SEED = 0x811c9dc5;
const SECOND_SEED = 0x2545f491;

/**
 * Walks the events instead of writing them down: a third of a simulation's time would go into text that nobody reads.
 * It tells runs apart by whole 32-bit words in whole-number arithmetic, so every machine finds the same. It does not
 * withstand somebody who looks for two runs that are alike.
 */
export class TraceHash {
  #first = FIRST_SEED;
  #second = SECOND_SEED;
  /** Events of one step share their state: it is walked once, and its own two words stand for it. */
  #state: unknown = null;
  #stateFirst = 0;
  #stateSecond = 0;
  readonly #nameWords = new Map<string, number>();
  readonly #float = new Float64Array(1);
  readonly #words = new Int32Array(this.#float.buffer);

  add(event: TraceEvent): void {
    const fields: Fields = event;
    for (const name in fields) {
      this.#word(this.#nameWord(name));
      if (name === 'state') this.#addState(fields[name]);
      else this.#value(fields[name]);
    }
  }

  /** Hexadecimal, 16 digits. */
  digest(): string {
    const [first, second] = [spread(this.#first ^ this.#second), spread(this.#second)];
    return hexadecimal(first) + hexadecimal(second);
  }

  #addState(state: unknown): void {
    if (state !== this.#state) {
      const [first, second] = [this.#first, this.#second];
      this.#state = state;
      this.#first = FIRST_SEED;
      this.#second = SECOND_SEED;
      this.#value(state);
      [this.#stateFirst, this.#stateSecond] = [this.#first, this.#second];
      [this.#first, this.#second] = [first, second];
    }
    this.#word(this.#stateFirst);
    this.#word(this.#stateSecond);
  }

  #value(value: unknown): void {
    if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'string') this.#text(value);
    else if (Array.isArray(value)) this.#list(value);
    else if (isFields(value)) this.#fields(value);
    else this.#word(value === true ? 0x7123 : value === false ? 0x7124 : value === null ? 0x7125 : 0x7126);
  }

  #list(values: readonly unknown[]): void {
    this.#word(0x7200 + values.length);
    for (const value of values) this.#value(value);
  }

  #fields(fields: Fields): void {
    this.#word(0x7127);
    for (const name in fields) {
      this.#word(this.#nameWord(name));
      this.#value(fields[name]);
    }
    this.#word(0x7128);
  }

  #number(value: number): void {
    const whole = value | 0;
    if (whole === value) return this.#word(whole);
    this.#float[0] = value;
    this.#word(0x7129);
    this.#word(this.#words[0] ?? 0);
    this.#word(this.#words[1] ?? 0);
  }

  #text(text: string): void {
    this.#word(0x7300 + text.length);
    for (let at = 0; at < text.length; at += 1) this.#word(text.charCodeAt(at));
  }

  /** The same few names come again and again. */
  #nameWord(name: string): number {
    const known = this.#nameWords.get(name);
    if (known !== undefined) return known;
    let word = name.length;
    for (let at = 0; at < name.length; at += 1) word = Math.imul(word ^ name.charCodeAt(at), 0x9e3779b1);
    this.#nameWords.set(name, word);
    return word;
  }

  /** Either line alone loses nothing of the word: what it does can be undone. */
  #word(word: number): void {
    this.#first = Math.imul(((this.#first << 13) | (this.#first >>> 19)) ^ word, 0x9e3779b1);
    this.#second = (Math.imul(this.#second ^ word, 0x5f356495) + 0x3c6ef372) | 0;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function spread(word: number): number {
  let mixed = word;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function hexadecimal(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
