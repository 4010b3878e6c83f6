/** The only bridge into the page: `window.lab` with two functions, neither of which shows anything of Electron. */
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { LabEvent } from '../core/contract/lab-api.ts';
import { CALL, EVENT } from './channels.ts';

contextBridge.exposeInMainWorld('lab', {
  call: (method: string, params: unknown): Promise<unknown> => ipcRenderer.invoke(CALL, method, params),
  /** Answers the function that ends the subscription. */
  subscribe(listener: (event: LabEvent) => void): () => void {
    const receive = (_event: IpcRendererEvent, event: LabEvent): void => listener(event);
    ipcRenderer.on(EVENT, receive);
    return () => {
      ipcRenderer.off(EVENT, receive);
    };
  },
});
