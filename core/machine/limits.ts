/** What a key and a value may be: well-formed Unicode, not longer than a message can carry. */

/** Characters (UTF-16 units). */
export const KEY_LIMIT = 1024;
/** Bytes of UTF-8. */
export const VALUE_LIMIT = 65_536;

const loneSurrogate = /\p{Surrogate}/u;

/** Why the text cannot be a key, or null. */
export function keyProblem(key: string): string | null {
  if (key.length === 0) {
    return 'the key is empty';
  }
  if (key.length > KEY_LIMIT) {
    return 'the key is too long';
  }
  return loneSurrogate.test(key) ? 'the key is not well-formed Unicode' : null;
}

/** Why the text cannot be a value, or null. */
export function valueProblem(value: string): string | null {
  if (utf8Length(value) > VALUE_LIMIT) {
    return 'the value is too long';
  }
  return loneSurrogate.test(value) ? 'the value is not well-formed Unicode' : null;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}
