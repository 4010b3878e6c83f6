/** Which of the files that a user chose or dropped are read as a trace. */
import { expect, test } from 'vitest';
import { fileSource } from '../../../renderer/reading/source.ts';

async function read(...names: string[]): Promise<{ name: string | undefined; texts: string[] }> {
  const source = fileSource(names.map((name) => new File([name], name)));
  const texts: string[] = [];
  for await (const file of source?.files() ?? []) {
    for await (const bytes of file.bytes()) texts.push(new TextDecoder().decode(bytes));
  }
  return { name: source?.name, texts };
}

test("of all files of a run's folder the trace is read, in its order, and neither manifest nor title", async () => {
  const folder = ['manifest.json', 'events-000002.jsonl', 'description.json', 'events-000001.jsonl.gz'];
  expect(await read(...folder)).toEqual({
    name: 'events-000001.jsonl.gz',
    texts: ['events-000001.jsonl.gz', 'events-000002.jsonl'],
  });
});

test('files with other names are all read: whoever renamed them means them', async () => {
  expect((await read('b.jsonl', 'a.json')).texts).toEqual(['a.json', 'b.jsonl']);
});
