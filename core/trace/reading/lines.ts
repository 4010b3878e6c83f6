/** Cuts text that comes in pieces into lines, whatever its length; LF or CRLF, with or without a mark in front. */

export interface Line {
  readonly text: string;
  /** 1, 2, 3 … in the file, empty lines counted. */
  readonly number: number;
  /** False for a last line without its line end. */
  readonly ended: boolean;
}

/** What a server writes is far shorter (core/node/short-lines.ts); earlier versions wrote a batch as one line. */
export const MOST_LINE_CHARACTERS = 32 * 1024 * 1024;

export class LineCutter {
  /** Of the line that has not ended yet, in pieces: joined once, however many there are. */
  #rest: string[] = [];
  #restLength = 0;
  #number = 0;
  #isFresh = true;

  /** The lines that `text` completes; empty ones are passed over. Throws at a line beyond the limit. */
  *cut(text: string): Generator<Line, void, undefined> {
    const lines = this.#withoutMark(text).split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      this.#number += 1;
      const whole = this.#rest.length === 0 ? line : this.#joined(line);
      this.#refuseLong(whole.length, this.#number);
      const shown = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
      if (shown !== '') yield { text: shown, number: this.#number, ended: true };
    }
    if (rest === '') return;
    this.#rest.push(rest);
    this.#restLength += rest.length;
    this.#refuseLong(this.#restLength, this.#number + 1);
  }

  /** What is left when the file is at its end: a line that was cut off, or null. */
  end(): Line | null {
    const text = this.#joined('');
    return text === '' ? null : { text, number: this.#number + 1, ended: false };
  }

  #joined(last: string): string {
    const whole = this.#rest.join('') + last;
    this.#rest = [];
    this.#restLength = 0;
    return whole;
  }

  /** A decoder that keeps the byte order mark hands it on. */
  #withoutMark(text: string): string {
    const isFirst = this.#isFresh && text !== '';
    this.#isFresh &&= text === '';
    return isFirst && text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  #refuseLong(length: number, number: number): void {
    if (length > MOST_LINE_CHARACTERS) throw new Error(`line ${number} is too long`);
  }
}
