/** Makes the page's long calls over a connection of its own, and hands the bytes of the answers over without a copy. */
import type { Socket } from 'socket.io-client';
import type { BulkCall, BulkReply } from '../bulk.ts';
import { socketCalls } from '../socket-calls.ts';

let line: ReturnType<typeof socketCalls> | null = null;

self.addEventListener('message', ({ data }: MessageEvent<BulkCall>) => void answer(data));

async function answer({ id, token, params }: BulkCall): Promise<void> {
  line ??= socketCalls(token);
  await settled(line.socket);
  const reply = await line.call('recording.read', params);
  // Over a socket they come as an ArrayBuffer, whatever they were.
  const bytes: unknown = reply.ok ? reply.value.bytes : null;
  self.postMessage({ id, reply } satisfies BulkReply, { transfer: bytes instanceof ArrayBuffer ? [bytes] : [] });
}

/** The first call comes before the connection stands; from then on it stands, or is lost. */
function settled(socket: Socket): Promise<void> {
  if (socket.connected) return Promise.resolve();
  return new Promise((resolve) => {
    socket.once('connect', resolve);
    socket.once('connect_error', () => resolve());
  });
}
