/** The text in a file's bytes, unpacked if they are gzip; what is too much, or no text, throws. */
import { excessOfUnpacking, isGzip } from '../../core/trace/reading/limits.ts';
import { wholeLines } from './lines.ts';

/** Small enough that the page has its turn between two of them. */
const PIECE_BYTES = 512 * 1024;

/** When a packed file is damaged, what the stream has made of the piece before it is lost: so these are small. */
const PACKED_PIECE_BYTES = 8 * 1024;

/** What was found at the file's end. */
export interface FileEnd {
  isCut: boolean;
}

export interface TextPiece {
  readonly text: string;
  /** The bytes that are this text. */
  readonly from: Uint8Array;
}

/** Whole lines, but for the last one of a file; `end.isCut` is set when a packed file ended before its own end. */
export async function* textsOf(
  bytes: AsyncIterable<Uint8Array>,
  end: FileEnd,
): AsyncGenerator<TextPiece, void, undefined> {
  for await (const from of wholeLines(unpackedIfPacked(bytes, end), PIECE_BYTES)) yield { text: textOf(from), from };
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

function textOf(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    // A file that was cut off within a character ends with one that stands for "unreadable".
    const text = lenient.decode(bytes);
    if (text.endsWith('\ufffd') && text.indexOf('\ufffd') === text.length - 1) return text;
    throw new Error('these bytes are no text');
  }
}

async function* unpackedIfPacked(bytes: AsyncIterable<Uint8Array>, end: FileEnd): AsyncGenerator<Uint8Array> {
  const pieces = bytes[Symbol.asyncIterator]();
  const first = await pieces.next();
  const all = async function* (): AsyncGenerator<Uint8Array> {
    for (let piece = first; piece.done !== true; piece = await pieces.next()) yield piece.value;
  };
  yield* first.done !== true && isGzip(first.value) ? unpacked(all(), end) : all();
}

async function* inSmallPieces(bytes: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    for (let from = 0; from < piece.length; from += size) yield piece.subarray(from, from + size);
  }
}

async function* unpacked(packed: AsyncIterable<Uint8Array>, end: FileEnd): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new DecompressionStream('gzip');
  const reader = readable.getReader();
  const feed = new Feed(writable.getWriter());
  feed.run(packed);
  let given = 0;
  try {
    for (let read = await reader.read(); read.value !== undefined; read = await reader.read()) {
      given += read.value.length;
      const excess = excessOfUnpacking(feed.given, given);
      if (excess !== null) throw new Error(excess);
      yield read.value;
    }
  } catch (error) {
    if (feed.problem !== null) throw feed.problem;
    if (!feed.isComplete) throw error;
    end.isCut = true;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Gives the packed bytes to the stream no faster than they are taken, so that a damaged end swallows nothing before it. */
class Feed {
  given = 0;
  isComplete = false;
  /** Why the packed bytes did not come. */
  problem: Error | null = null;
  readonly #writer: WritableStreamDefaultWriter<BufferSource>;

  constructor(writer: WritableStreamDefaultWriter<BufferSource>) {
    this.#writer = writer;
  }

  run(packed: AsyncIterable<Uint8Array>): void {
    this.#run(packed).catch(() => undefined);
  }

  async #run(packed: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const piece of inSmallPieces(this.#heard(packed), PACKED_PIECE_BYTES)) {
      await this.#writer.ready;
      await this.#writer.write(new Uint8Array(piece));
      this.given += piece.length;
    }
    await this.#writer.ready;
    this.isComplete = true;
    await this.#writer.close();
  }

  async *#heard(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* packed;
    } catch (error) {
      this.problem = error instanceof Error ? error : new Error(String(error));
      await this.#writer.abort(this.problem);
    }
  }
}
