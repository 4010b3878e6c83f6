/** The contract over the desktop's bridge: the host is the same program, so the channel is always connected. */
import type { LabChannel } from '../../core/contract/lab-api.ts';
import type { LabBridge } from './bridge.ts';

export function bridgeChannel(bridge: LabBridge): LabChannel {
  return {
    call: (method, params) => bridge.call(method, params),
    onEvents: (listener) => bridge.subscribe(listener),
    onStatus(listener) {
      listener('connected');
      return () => undefined;
    },
  };
}
