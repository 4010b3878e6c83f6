/** A lab without a cluster, for tests of what carries the contract: it answers `lab.describe`, echoes notes, and keeps count. */
import type { LabApi, LabEvent, Reply } from '../../core/contract/lab-api.ts';

export interface SmallLab {
  readonly api: LabApi;
  /** What reached the lab, as `method params`. */
  readonly reached: string[];
  onEvents(listener: (event: LabEvent) => void): () => void;
  emit(event: LabEvent): void;
  listeners(): number;
}

export function smallLab(): SmallLab {
  const reached: string[] = [];
  const listeners = new Set<(event: LabEvent) => void>();
  const done: Reply<null> = { ok: true, value: null };
  const noCluster: Reply<never> = { ok: false, error: { code: 'noCluster', message: 'No cluster is running.' } };
  const refuse = async (): Promise<Reply<never>> => noCluster;
  const api: LabApi = {
    'lab.describe': async () => {
      reached.push('lab.describe');
      return { ok: true, value: { version: '0.0.0', running: null, stored: [], opened: null } };
    },
    'cluster.stop': async () => {
      throw new Error('secret detail of a defect');
    },
    'trace.note': async ({ text }) => {
      reached.push(`trace.note ${text}`);
      return done;
    },
    'cluster.create': refuse,
    'cluster.open': refuse,
    'cluster.inspect': refuse,
    'node.crash': refuse,
    'node.restart': refuse,
    'node.pause': refuse,
    'node.resume': refuse,
    'node.timeout': refuse,
    'node.snapshot': refuse,
    'cluster.rules': refuse,
    'member.add': refuse,
    'member.remove': refuse,
    'member.replace': refuse,
    'member.change': refuse,
    'member.leaveJoint': refuse,
    'leader.transfer': refuse,
    'link.set': refuse,
    'link.cut': refuse,
    'link.heal': refuse,
    'network.isolate': refuse,
    'network.partition': refuse,
    'network.heal': refuse,
    'clock.pace': refuse,
    'message.next': refuse,
    'message.deliver': refuse,
    'message.drop': refuse,
    'client.submit': refuse,
    'trace.read': refuse,
    'recording.list': refuse,
    'recording.read': refuse,
    'recording.describe': refuse,
    'recording.delete': refuse,
  };
  return {
    api,
    reached,
    onEvents(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    listeners: () => listeners.size,
  };
}
