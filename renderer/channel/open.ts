/** Chooses how this page reaches its lab: the desktop's bridge if there is one, otherwise a socket (loaded only then). */
import type { LabChannel } from '../../core/contract/lab-api.ts';
import { bridgeChannel } from './bridge-channel.ts';

export async function openChannel(): Promise<LabChannel> {
  if (window.lab !== undefined) return bridgeChannel(window.lab);
  const { socketChannel } = await import('./socket-channel.ts');
  return socketChannel();
}
