/** The cluster of a recording as the trace's header tells of it, in the form the panels know running clusters in. */
import type { ClusterDescription } from '../../../core/contract/lab-api.ts';
import type { TraceEvent } from '../../../core/trace/events.ts';

/** `first`: the trace's first event. A trace that was cut out of another one may begin without a header. */
export function describedBy(first: TraceEvent | undefined, name: string): ClusterDescription {
  const header = first?.ev === 'trace.header' ? first.header : null;
  return {
    name: header?.config.cluster ?? name,
    folder: '',
    run: header?.run ?? '',
    nodes: (header?.nodes ?? []).map((id) => ({ id, address: '' })),
    seed: header?.config.seed ?? 0,
    heartbeatMs: header?.config.heartbeatMs ?? 0,
    electionTimeoutMs: header?.config.electionTimeoutMs ?? 0,
    rules: {},
    notices: [],
  };
}
