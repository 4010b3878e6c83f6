/** Carries the lab's contract over Electron's IPC: calls only from our own page's top frame, events only to its window. */
import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import type { LabEvent } from '../core/contract/lab-api.ts';
import type { Serve } from '../core/contract/serve.ts';
import { batchEvents } from '../core/hosting/event-batch.ts';
import { limitCalls } from '../core/hosting/limit-calls.ts';
import { CALL, EVENT } from './channels.ts';
import { isOfPage } from './page.ts';

/** What events need of a window's contents. */
interface EventReceiver {
  send(channel: string, event: LabEvent): void;
  isDestroyed(): boolean;
  once(event: 'destroyed', listener: () => void): unknown;
}

export function carryCalls(ipcMain: Pick<IpcMain, 'handle'>, call: Serve, page: string): void {
  const limited = limitCalls(call);
  ipcMain.handle(CALL, (event, method: unknown, params: unknown) => {
    if (!isOurs(event, page)) throw new Error('forbidden');
    return limited(typeof method === 'string' ? method : '', params);
  });
}

/** The frame is null when it navigated away or was destroyed in the meantime. */
function isOurs({ senderFrame: frame }: IpcMainInvokeEvent, page: string): boolean {
  return frame !== null && frame.parent === null && isOfPage(frame.origin, page);
}

/**
 * Sent by `webContents.send` and not over a message port: the page reads what it missed from the trace anyway, so a port's
 * own queue would only add a hand-over at every load.
 */
export function carryEvents(
  contents: EventReceiver,
  onEvents: (listener: (event: LabEvent) => void) => () => void,
): void {
  const batch = batchEvents((event) => {
    if (!contents.isDestroyed()) contents.send(EVENT, event);
  });
  const unsubscribe = onEvents((event) => batch.add(event));
  contents.once('destroyed', () => {
    unsubscribe();
    batch.close();
  });
}
