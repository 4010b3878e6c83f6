/** The contract's calls over one socket.io connection to the host that served this page. */
import { io, type Socket } from 'socket.io-client';
import type { LabChannel, LabMethod, ParamsInput, Reply, Result } from '../../core/contract/lab-api.ts';

const lost = {
  ok: false,
  error: {
    code: 'busy',
    message: 'The connection to the lab is lost. It is being tried again; then repeat the action.',
  },
} as const;

/** Longer than any answer takes: a client's operation may wait for a leader. */
const answerWithinMs = 120_000;

export function socketCalls(token: string): { readonly socket: Socket; readonly call: LabChannel['call'] } {
  const socket = io({ auth: { token }, transports: ['websocket'], reconnectionDelayMax: 2000 });
  async function call<Method extends LabMethod>(
    method: Method,
    params: ParamsInput<Method>,
  ): Promise<Reply<Result<Method>>> {
    if (!socket.connected) return lost;
    try {
      return await socket.timeout(answerWithinMs).emitWithAck('call', method, params);
    } catch {
      return lost;
    }
  }
  return { socket, call };
}
