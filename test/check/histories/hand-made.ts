/** Forty small histories, twenty good and twenty bad, each with the reason: what the checker of histories must say. */
import type { ModelName } from '../../../core/check/linearizability/model.ts';

export interface HandMade {
  readonly why: string;
  readonly model: ModelName;
  /** `a put x 1`: process a asks. `a ok 1`, `a fail`, `a info`: its end, with what it was told. */
  readonly lines: readonly string[];
}

const kv = (why: string, ...lines: string[]): HandMade => ({ why, model: 'kv', lines });
const register = (why: string, ...lines: string[]): HandMade => ({ why, model: 'register', lines });

export const good: readonly HandMade[] = [
  kv('nothing was asked'),
  kv('a read of a missing key gives null', 'a get x', 'a ok null'),
  kv('a read of a missing key gives the empty text', 'a get x', 'a ok ""'),
  register('a register begins with null', 'a read', 'a ok null'),
  kv('a read sees the write before it', 'a put x 1', 'a ok', 'b get x', 'b ok 1'),
  kv('a read beside a write sees the old value', 'a put x 1', 'b get x', 'b ok null', 'a ok'),
  kv('a read beside a write sees the new value', 'a put x 1', 'b get x', 'b ok 1', 'a ok'),
  kv('old, then new, while the write runs', 'a put x 1', 'b get x', 'b ok null', 'b get x', 'b ok 1', 'a ok'),
  kv('two writes at once, in the other order', 'a put x 1', 'b put x 2', 'a ok', 'b ok', 'a get x', 'a ok 1'),
  kv('keys know nothing of each other', 'a put x 1', 'a ok', 'b get y', 'b ok null', 'a put y 2', 'a ok'),
  kv('an unknown write took effect', 'a put x 1', 'a info', 'b get x', 'b ok 1'),
  kv('an unknown write never took effect', 'a put x 1', 'a info', 'b get x', 'b ok null', 'b get x', 'b ok null'),
  kv(
    'an unknown write took effect late',
    ...['a put x 1', 'a info', 'b put x 2', 'b ok', 'b get x', 'b ok 2', 'b get x', 'b ok 1'],
  ),
  kv('a write that has not ended was seen', 'a put x 1', 'b get x', 'b ok 1'),
  kv('a failed write was not seen', 'a put x 1', 'a fail', 'b get x', 'b ok null'),
  kv('a cas that matched', 'a put x 1', 'a ok', 'a cas x 1 2', 'a ok true', 'a get x', 'a ok 2'),
  register('a cas that did not match', 'a write 1', 'a ok', 'a cas 2 3', 'a ok false', 'a read', 'a ok 1'),
  kv('an append begins with nothing', 'a append x p', 'a ok', 'a append x q', 'a ok', 'b get x', 'b ok pq'),
  kv('appends at once, in the other order', 'a append x p', 'b append x q', 'a ok', 'b ok', 'a get x', 'a ok qp'),
  kv(
    'a deleted key is missing',
    'a put x 1',
    'a ok',
    'a del x',
    'a ok',
    'b get x',
    'b ok null',
    'b append x z',
    'b ok',
    'b get x',
    'b ok z',
  ),
];

export const bad: readonly HandMade[] = [
  kv('a read of what nobody wrote', 'a get x', 'a ok 7'),
  register('a register does not begin with a value', 'a read', 'a ok 0'),
  register('null is not the empty text', 'a read', 'a ok ""'),
  kv('a stale read', 'a put x 1', 'a ok', 'b get x', 'b ok null'),
  kv('a read of the future', 'b get x', 'b ok 1', 'a put x 1', 'a ok'),
  kv('new, then old', 'a put x 1', 'b get x', 'b ok 1', 'b get x', 'b ok null', 'a ok'),
  kv('two readers, new and then old', 'a put x 1', 'b get x', 'b ok 1', 'c get x', 'c ok null', 'a ok'),
  kv('a lost write', 'a put x 1', 'a ok', 'a put x 2', 'a ok', 'b get x', 'b ok 1'),
  kv('a failed write was seen', 'a put x 1', 'a fail', 'b get x', 'b ok 1'),
  kv(
    'an unknown write took effect twice',
    ...['a put x 1', 'a info', 'b get x', 'b ok 1', 'b put x 2', 'b ok', 'b get x', 'b ok 1'],
  ),
  kv('an unknown write was seen before it was asked', 'b get x', 'b ok 1', 'a put x 1', 'a info'),
  kv('a cas that cannot have matched', 'a put x 1', 'a ok', 'a cas x 2 3', 'a ok true'),
  kv('a cas that must have matched', 'a put x 1', 'a ok', 'a cas x 1 2', 'a ok false'),
  register(
    'two cas from one value, both told true',
    'a write 1',
    'a ok',
    'a cas 1 2',
    'b cas 1 3',
    'a ok true',
    'b ok true',
  ),
  kv('a lost append', 'a append x p', 'a ok', 'b append x q', 'b ok', 'a get x', 'a ok q'),
  kv('appends in the wrong order', 'a append x p', 'a ok', 'b append x q', 'b ok', 'a get x', 'a ok qp'),
  kv('an append twice', 'a append x p', 'a ok', 'b get x', 'b ok pp'),
  kv('a deleted key is read', 'a put x 1', 'a ok', 'a del x', 'a ok', 'b get x', 'b ok 1'),
  kv(
    'readers disagree on the order of two writes',
    'a put x 1',
    'b put x 2',
    'a ok',
    'b ok',
    'c get x',
    'c ok 1',
    'd get x',
    'd ok 2',
  ),
  kv(
    'one bad key among good ones',
    'a put x 1',
    'a ok',
    'b put y 1',
    'b ok',
    'a get y',
    'a ok null',
    'b get x',
    'b ok 1',
  ),
];

type Line = Record<string, unknown>;

/** The lines as a file of the documented format. */
export function fileOf({ lines, model }: HandMade): string[] {
  const open = new Map<string, Line>();
  return lines.map((line, index) => {
    const [asker = '', word = '', ...rest] = line.split(' ');
    const place = { index, time: index * 1000, process: asker.charCodeAt(0) - 97 };
    const asked = open.get(asker);
    if (word !== 'ok' && word !== 'fail' && word !== 'info') {
      const [key, values] = model === 'kv' ? [rest[0] ?? null, rest.slice(1)] : [null, rest];
      const fresh = { f: word, key, value: word === 'cas' ? values.map(wordValue) : wordValue(values[0]) };
      open.set(asker, fresh);
      return JSON.stringify({ ...place, type: 'invoke', ...fresh });
    }
    const told = word !== 'ok' || rest[0] === undefined ? {} : answerOf(asked, wordValue(rest[0]));
    return JSON.stringify({ ...place, type: word, ...asked, ...told });
  });
}

function answerOf(asked: Line | undefined, value: unknown): Line {
  return asked?.['f'] === 'cas' ? { result: value } : { value };
}

function wordValue(word: string | undefined): unknown {
  if (word === undefined || word === 'null') return null;
  if (word === '""') return '';
  if (word === 'true' || word === 'false') return word === 'true';
  return word;
}
