/** The contract over socket.io, to the host that served this page. Two messages: `call` (with an answer) and `event`. */
import { io } from 'socket.io-client';
import type { LabChannel, LabEvent, LabMethod, ParamsInput, Reply, Result } from '../../core/contract/lab-api.ts';
import { takeToken } from './token.ts';

type StatusListener = Parameters<LabChannel['onStatus']>[0];

const lost = {
  ok: false,
  error: {
    code: 'busy',
    message: 'The connection to the lab is lost. It is being tried again; then repeat the action.',
  },
} as const;

/** Longer than any answer takes: a client's operation may wait for a leader. */
const answerWithinMs = 120_000;

export function socketChannel(): LabChannel {
  const socket = io({ auth: { token: takeToken() }, transports: ['websocket'], reconnectionDelayMax: 2000 });
  return {
    async call<Method extends LabMethod>(method: Method, params: ParamsInput<Method>): Promise<Reply<Result<Method>>> {
      if (!socket.connected) return lost;
      try {
        return await socket.timeout(answerWithinMs).emitWithAck('call', method, params);
      } catch {
        return lost;
      }
    },
    onEvents(listener: (event: LabEvent) => void) {
      socket.on('event', listener);
      return () => socket.off('event', listener);
    },
    onStatus(listener: StatusListener) {
      const up = () => listener('connected');
      const down = () => listener(socket.active ? 'reconnecting' : 'closed');
      socket.on('connect', up);
      socket.on('disconnect', down);
      socket.on('connect_error', down);
      if (socket.connected) up();
      return () => {
        socket.off('connect', up);
        socket.off('disconnect', down);
        socket.off('connect_error', down);
      };
    },
  };
}
