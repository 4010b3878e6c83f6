/** Why nothing can be done to the cluster now, and a way of asking the lab that keeps to it. */
import { computed, type ShallowRef } from 'vue';
import type { LabMethod, ParamsInput, Reply, Result } from '../../core/contract/lab-api.ts';
import type { Moment } from './shown-moment.ts';
import type { ShownRecording } from './shown-recording.ts';

/** Methods that do something to a running cluster. A load that began before asks on. */
const acts = /^(node|member|leader|link|network|clock|message)\.|^cluster\.rules$/;
/** What a page that shows a recording may still ask: another cluster may be running behind it. */
const harmless: ReadonlySet<LabMethod> = new Set([
  ...(['lab.describe', 'recording.list', 'recording.read'] as const),
  // They concern what is stored, whatever is shown.
  ...(['recording.describe', 'recording.delete'] as const),
]);

type Call = <Method extends LabMethod>(method: Method, params: ParamsInput<Method>) => Promise<Reply<Result<Method>>>;

interface Situation {
  /** null at the end of what is shown. */
  readonly moment: Readonly<ShallowRef<Moment | null>>;
  /** null while the running cluster is shown. */
  readonly recording: Readonly<ShallowRef<ShownRecording | null>>;
  readonly ask: Call;
  /** Hears the sentence when something was asked that cannot be done now. */
  readonly refused: (sentence: string) => void;
}

export function createHindrance({ moment, recording, ask, refused }: Situation) {
  const hindrance = computed(() => {
    if (recording.value !== null) return 'This is a recording: it cannot be changed. Close it first.';
    if (moment.value === null) return null;
    return 'This is the past, and it cannot be changed. Go back to live first: press End.';
  });

  function isHindered(method: LabMethod): boolean {
    return recording.value === null ? acts.test(method) : !harmless.has(method);
  }

  async function call<Method extends LabMethod>(
    method: Method,
    params: ParamsInput<Method>,
  ): Promise<Reply<Result<Method>>> {
    const refusal = isHindered(method) ? hindrance.value : null;
    if (refusal === null) return ask(method, params);
    refused(refusal);
    return { ok: false, error: { code: 'busy', message: refusal } };
  }

  return { hindrance, call };
}
