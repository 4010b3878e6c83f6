/** `raftarium open`: a recorded trace in the lab, without a cluster. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { exporters } from '../../core/trace/exporters/exporters.ts';
import { openSocket, outcome } from '../hosts/open-host.ts';
import { sampleEvents } from '../trace/samples.ts';
import { run, start, temporaryFolder } from './program.ts';

const packed = gzipSync([...exporters.jsonl.write(sampleEvents())].join(''));

test('serves the lab with the trace opened, its bytes by a name that is no path, and no cluster', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'lesson.jsonl.gz'), packed);
  const running = start('open', join(folder, 'lesson.jsonl.gz'), '--no-open', '--json', '--data', join(folder, 'data'));
  const { url }: { url: string } = JSON.parse(await running.firstLine());
  const { origin, hash } = new URL(url);
  const socket = openSocket(origin, new URLSearchParams(hash.slice(1)).get('token') ?? '');
  expect(await outcome(socket)).toBe('connected');
  const described = await socket.emitWithAck('call', 'lab.describe', {});
  expect(described).toMatchObject({
    value: { running: null, stored: [], opened: { id: 'opened-1', name: 'lesson.jsonl.gz', run: 'lesson-1' } },
  });
  expect(JSON.stringify(described)).not.toContain(folder);
  const { value } = await socket.emitWithAck('call', 'recording.read', { recording: 'opened-1' });
  expect(Buffer.from(value.bytes).equals(packed)).toBe(true);
  expect(value.next).toBeNull();
  socket.close();
  running.child.kill('SIGINT');
  expect(await running.ended).toMatchObject({ code: 0, said: '' });
});

describe('says in a sentence what it cannot open, and ends with 2', () => {
  test.each([
    ['a path where nothing is', ['none'], /none cannot be read: the folder or file is gone; choose another one\.\n$/],
    ['a device', ['/dev/zero'], /is not a plain file\. Choose a \.jsonl file or the folder of a run\.\n$/],
    ['no trace at all', [], /^The TRACE is missing/],
    ['two traces', ['a', 'b'], /^One TRACE at a time/],
  ])('%s', async (_name, args, sentence) => {
    const { code, out, said } = await run('open', ...args, '--no-open');
    expect([code, out]).toEqual([2, '']);
    expect(said).toMatch(sentence);
  });

  test('a folder without a recording', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'empty'));
    const { code, said } = await run('open', join(folder, 'empty'), '--no-open');
    expect(code).toBe(2);
    expect(said).toContain('is not the folder of a recorded run: it holds no events-000001.jsonl.');
  });
});
