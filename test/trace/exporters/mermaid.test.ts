/** A diagram that Mermaid draws: only its statements, nothing in a name or note that would be one, and never too long. */
import { expect, test } from 'vitest';
import { mermaid } from '../../../core/trace/exporters/mermaid.ts';
import { record, sampleEvents } from '../samples.ts';
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

test('a long trace is cut within what Mermaid takes, with a note in the diagram and a word to the user', () => {
  const { text, told } = exported(mermaid, stormEvents(1, 4000));
  expect(text.length).toBeLessThan(50_000);
  expect(text.match(/->>|-x/g)?.length).toBeLessThan(500);
  expect(text.trimEnd().split('\n').at(-1)).toMatch(/cut before event \d+/);
  expect(told).toHaveLength(1);
});

test('nothing to draw is a diagram too', () => {
  expect(exported(mermaid, []).text).toContain('nothing to draw');
});
