/** The part of the contract that one running cluster answers, in callbacks, so that it also runs in virtual time. */
import type { LabErrorCode, LabMethod, Params, Reply, Result } from '../contract/lab-api.ts';

/** Methods of the lab itself; all others speak to the running cluster. */
export type LabOnly =
  | 'lab.describe'
  | 'cluster.create'
  | 'cluster.open'
  | 'cluster.stop'
  | 'trace.read'
  | 'recording.list'
  | 'recording.read'
  | 'recording.describe'
  | 'recording.delete';

export type ClusterMethod = Exclude<LabMethod, LabOnly>;

export type ClusterCommands = {
  readonly [Method in ClusterMethod]: (params: Params<Method>, done: (reply: Reply<Result<Method>>) => void) => void;
};

export function granted<Value>(value: Value): Reply<Value> {
  return { ok: true, value };
}

export function refused(code: LabErrorCode, message: string): Reply<never> {
  return { ok: false, error: { code, message } };
}
