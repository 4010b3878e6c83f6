/** A diagram that Mermaid draws: only its statements, nothing in a name or note that would be one, and never too long. */
import { expect, test } from 'vitest';
import { mermaid } from '../../../core/trace/exporters/mermaid.ts';
import { messages, record, sampleEvents, state } from '../samples.ts';
import { stormEvents } from '../storm.ts';
import { exported } from './exported.ts';

const statement = /^ {2}(participant \S+ as [^;]*|(\S+?)(->>|-x)(\S+?): [^;]+|Note over \S+: [^;]*)$/;

/** `#59;` stands for a character; any other `;` would end the statement. */
function withoutCodes(line: string): string {
  return line.replaceAll(/#\d+;/g, '');
}

test.each([
  ['a storm', stormEvents(1, 400)],
  ['every kind of event', sampleEvents()],
])('%s becomes statements of its language, and who takes part is introduced first', (_, events) => {
  const [head, ...lines] = exported(mermaid, events, { noHeartbeats: true }).text.trimEnd().split('\n');
  expect(head).toBe('sequenceDiagram');
  const known = new Set<string>();
  for (const line of lines) {
    expect(withoutCodes(line)).toMatch(statement);
    const introduced = /^ {2}participant (\S+)/.exec(line)?.[1];
    if (introduced !== undefined) known.add(introduced);
    else expect(known).toContain(/^ {2}(?:Note over )?(\S+?)(?:->>|-x|:)/.exec(line)?.[1]);
  }
});

test('messages, votes and roles are there; a lost message ends in a cross', () => {
  const text = exported(mermaid, stormEvents(1, 800), { noHeartbeats: true }).text;
  for (const part of [/ {2}S\d->>S\d: requestVote T1/, /: leader, term \d/, /grants S\d its vote/, /-xS\d: .*lost/]) {
    expect(text).toMatch(part);
  }
});

test('names and notes cannot become statements', () => {
  const text = exported(mermaid, record([{ node: 'lab', ev: 'note', note: { text: 'x; end\nloop <b>' } }])).text;
  expect(text.trimEnd().split('\n')).toHaveLength(3);
  expect(text).toMatch(/Note over lab: .*x#59; end loop #60;b#62;/);
});

test('what is a character by its number for Mermaid, or a line end for anyone, is neither', () => {
  const text = exported(
    mermaid,
    record([{ node: 'lab', ev: 'note', note: { text: 'entry #9829;\r\tis\u2028it' } }]),
  ).text;
  expect(text).toMatch(/Note over lab: .*entry #35;9829#59; is it/);
});

test('a server whose name is more than a word has a word of ours, and its name beside it', () => {
  const hostile = { node: 'S1: x\nS2->>S3', inc: 1, state } as const;
  const { text } = exported(
    mermaid,
    record([
      { ...hostile, ev: 'raft.role', role: { from: 'candidate', to: 'leader', why: 'majorityOfVotes', votes: ['S1'] } },
    ]),
  );
  expect(text.split('\n').slice(1)).toEqual([
    '  participant p_1 as S1: x S2-#62;#62;S3',
    '  Note over p_1: leader, term 4',
    '',
  ]);
});

test('a long trace is cut within what Mermaid takes, with a note in the diagram and a word to the user', () => {
  const { text, told } = exported(mermaid, stormEvents(1, 4000));
  expect(text.length).toBeLessThan(50_000);
  expect(text.match(/->>|-x/g)?.length).toBeLessThan(500);
  expect(text.trimEnd().split('\n').at(-1)).toMatch(/cut before event \d+/);
  expect(told).toHaveLength(1);
});

test('long texts are cut, and many of them, too, before Mermaid refuses so many characters', () => {
  const long = 'again '.repeat(100);
  const notes = Array.from({ length: 1000 }, () => ({ node: 'lab', ev: 'note', note: { text: long } }) as const);
  const { text, told } = exported(mermaid, record(notes));
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(150);
  expect(text.split('\n')[2]).toMatch(/again a?g?a?i?n?…$/);
  expect(text.length).toBeLessThan(50_000);
  expect(told).toHaveLength(1);
});

test('an answer says yes or no, a copy that arrives again is not drawn again, and a vote for oneself is none', () => {
  const server = { inc: 1, state } as const;
  const answers = messages
    .filter(({ kind }) => kind === 'appendEntriesReply')
    .map((msg, at) => ({ ...msg, id: `m${at}` }));
  const sent = answers.map((msg) => ({ ...server, node: msg.from, ev: 'msg.send', msg }) as const);
  const received = [...answers, ...answers].map((msg) => ({ ...server, node: msg.to, ev: 'msg.recv', msg }) as const);
  const log = { lastLogIndex: 6, lastLogTerm: 3 };
  const own = { candidate: 'S1', granted: true, preVote: false, why: 'ownVote', votedFor: 'S1' } as const;
  const text = exported(
    mermaid,
    record([
      ...[...sent, ...received],
      { ...server, node: 'S1', ev: 'raft.vote', vote: { ...own, mine: log, theirs: log } },
      { ...server, node: 'S2', ev: 'log.truncate', truncate: { fromIndex: 5, toIndex: 6, leader: 'S1' } },
    ]),
  ).text;
  expect(text.split('\n').filter((line) => !line.includes('participant'))).toEqual([
    'sequenceDiagram',
    '  S1->>S2: yes, up to 7 T4',
    '  S1->>S2: no T4',
    '  Note over S2: drops entries from 5 on',
    '',
  ]);
});

test('nothing to draw is a diagram too', () => {
  expect(exported(mermaid, []).text).toContain('nothing to draw');
});
