/** The lines of a text file, one at a time, whatever its size; UTF-8 with LF or CRLF, with or without a mark in front. */
import { createReadStream } from 'node:fs';

export interface Line {
  readonly text: string;
  /** 1, 2, 3 … in the file, empty lines counted. */
  readonly number: number;
  /** False for a last line without its line end. */
  readonly ended: boolean;
}

export const MOST_LINE_CHARACTERS = 32 * 1024 * 1024;

/** Empty lines are passed over. Bytes that are no UTF-8, a line beyond the limit and reading errors throw. */
export async function* readLines(file: string): AsyncGenerator<Line, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const stream = createReadStream(file, { highWaterMark: 1024 * 1024 });
  let rest = '';
  let number = 0;
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MOST_LINE_CHARACTERS) throw new Error(`line ${number + lines.length + 1} is too long`);
    for (const line of lines) {
      number += 1;
      const text = line.endsWith('\r') ? line.slice(0, -1) : line;
      if (text !== '') yield { text, number, ended: true };
    }
  }
  rest += endOf(decoder);
  if (rest !== '') yield { text: rest, number: number + 1, ended: false };
}

/** A file that was cut off within a character ends with a character that stands for "unreadable". */
function endOf(decoder: TextDecoder): string {
  try {
    return decoder.decode();
  } catch {
    return '\ufffd';
  }
}
