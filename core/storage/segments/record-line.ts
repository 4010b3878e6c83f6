/** A line of a data file: 8 hexadecimal digits of CRC-32, then the record's JSON. */
import { crc32 } from 'node:zlib';

export interface LineCodec {
  seal(json: string): string;
  /** The JSON of a line, or null when the checksum is not that of this text in this file. */
  open(line: Buffer): string | null;
}

const DIGITS = 8;

/** NeDB ends lines at these too, and JSON leaves them bare. */
const LINE_BREAKS = /[\u0085\u2028\u2029]/g;

/** `place` names cluster, node and file; it goes into every checksum, so that a line counts only where it was written. */
export function createLineCodec(place: readonly string[]): LineCodec {
  const seed = crc32(JSON.stringify(place));
  const checksum = (text: string | Buffer) => crc32(text, seed).toString(16).padStart(DIGITS, '0');
  return {
    seal(json) {
      const text = json.replace(LINE_BREAKS, escapeCharacter);
      return checksum(text) + text;
    },
    open(line) {
      const text = line.subarray(DIGITS);
      return line.toString('latin1', 0, DIGITS) === checksum(text) ? text.toString('utf8') : null;
    },
  };
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
