/** What the desktop's preload script puts on `window.lab`: the contract, carried over Electron's IPC. */
import type { LabEvent, LabMethod, ParamsInput, Reply, Result } from '../../core/contract/lab-api.ts';

export interface LabBridge {
  call<Method extends LabMethod>(method: Method, params: ParamsInput<Method>): Promise<Reply<Result<Method>>>;
  subscribe(listener: (event: LabEvent) => void): () => void;
}
