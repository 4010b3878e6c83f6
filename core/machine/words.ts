/** The words of an operation's text: plain as typed, or in JSON quotes. */

export type Words =
  | { readonly ok: true; readonly words: readonly string[] }
  | { readonly ok: false; readonly message: string };

const plain = /^[A-Za-z0-9_.:/@+-]+$/;

/** One word and the blanks before it: JSON-quoted, or any run without blanks and quotes. */
const nextWord = /[ \t]*(?:("(?:[^"\\]|\\.)*")(?![^ \t])|([^\s"]+)(?!"))/uy;

/** Splits at blanks. `ok: false` when a quoted word is not JSON, or a quote stands inside a plain one. */
export function splitWords(text: string): Words {
  const trimmed = text.trim();
  const words: string[] = [];
  nextWord.lastIndex = 0;
  while (nextWord.lastIndex < trimmed.length) {
    const at = nextWord.lastIndex;
    const match = nextWord.exec(trimmed);
    const word = match === null ? null : unquote(match[1], match[2]);
    if (word === null) {
      return { ok: false, message: `cannot read the words from here on: ${trimmed.slice(at, at + 40).trim()}` };
    }
    words.push(word);
  }
  return { ok: true, words };
}

/** As the canonical text writes a word. */
export function quoteWord(word: string): string {
  return plain.test(word) ? word : JSON.stringify(word);
}

function unquote(quoted: string | undefined, bare: string | undefined): string | null {
  if (quoted === undefined) {
    return bare ?? null;
  }
  try {
    const parsed: unknown = JSON.parse(quoted);
    return typeof parsed === 'string' ? parsed : null;
  } catch {
    return null;
  }
}
