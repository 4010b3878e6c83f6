/** Ids of traces and spans: the same for the same run, and different for everything else, without a random source. */

/** 16 bytes as 32 hexadecimal digits. */
export function traceIdOf(...parts: readonly (string | number)[]): string {
  return hash(parts.join('\n'), [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f]);
}

/** 8 bytes as 16 hexadecimal digits. */
export function spanIdOf(...parts: readonly (string | number)[]): string {
  return hash(parts.join('\n'), [0x165667b1, 0xd3a2646c]);
}

/** One 32-bit word per seed: multiply and mix each character, then spread every bit over the word (as MurmurHash3 does). */
function hash(text: string, seeds: readonly number[]): string {
  let digits = '';
  for (const seed of seeds) {
    let word = seed;
    for (let at = 0; at < text.length; at++) {
      word = Math.imul(word ^ text.charCodeAt(at), 0x5bd1e995);
      word ^= word >>> 15;
    }
    digits += spread(word ^ text.length)
      .toString(16)
      .padStart(8, '0');
  }
  return digits;
}

function spread(word: number): number {
  let spreading = word;
  spreading = Math.imul(spreading ^ (spreading >>> 16), 0x85ebca6b);
  spreading = Math.imul(spreading ^ (spreading >>> 13), 0xc2b2ae35);
  return (spreading ^ (spreading >>> 16)) >>> 0;
}
