/** The contract over socket.io, to the host that served this page. Two messages: `call` (with an answer) and `event`. */
import type { LabChannel, LabEvent } from '../../core/contract/lab-api.ts';
import { BulkReader } from './bulk.ts';
import { socketCalls } from './socket-calls.ts';
import { takeToken } from './token.ts';

type StatusListener = Parameters<LabChannel['onStatus']>[0];

export function socketChannel(): LabChannel {
  const token = takeToken();
  const { socket, call } = socketCalls(token);
  const bulk = new BulkReader(token);
  return {
    call,
    readRecording: (params) => bulk.read(params),
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
