/** Why nothing can be done to the cluster now, and a way of asking the lab that keeps to it. */
import { computed, type ShallowRef } from 'vue';
import type { LabMethod, ParamsInput, Reply, Result } from '../../core/contract/lab-api.ts';
import type { Moment } from './shown-moment.ts';

/** Methods that do something to a running cluster. A load that began before asks on. */
const acts = /^(node|member|leader|link|network|clock|message)\.|^cluster\.rules$/;

type Call = <Method extends LabMethod>(method: Method, params: ParamsInput<Method>) => Promise<Reply<Result<Method>>>;

/** `refused` hears the sentence when something was asked that cannot be done now. */
export function createHindrance(moment: ShallowRef<Moment | null>, ask: Call, refused: (sentence: string) => void) {
  const hindrance = computed(() =>
    moment.value === null ? null : 'This is the past, and it cannot be changed. Go back to live first: press End.',
  );

  async function call<Method extends LabMethod>(
    method: Method,
    params: ParamsInput<Method>,
  ): Promise<Reply<Result<Method>>> {
    const refusal = acts.test(method) ? hindrance.value : null;
    if (refusal === null) return ask(method, params);
    refused(refusal);
    return { ok: false, error: { code: 'busy', message: refusal } };
  }

  return { hindrance, call };
}
