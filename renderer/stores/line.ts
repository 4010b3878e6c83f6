/** The line to the lab: whether it stands, and calls over it. A refusal is told to the user as well as returned. */
import { ref } from 'vue';
import type { LabChannel, LabMethod, ParamsInput, Reply, Result } from '../../core/contract/lab-api.ts';

export type Status = 'connecting' | 'connected' | 'reconnecting' | 'closed';

const notConnected = {
  ok: false,
  error: { code: 'busy', message: 'The lab is not connected yet. Try again in a moment.' },
} as const;

/** `refused` hears the sentence of every refusal of `call`; `ask` is for questions the user knows nothing of. */
export function createLine(refused: (sentence: string) => void) {
  const status = ref<Status>('connecting');
  let channel: LabChannel | null = null;

  async function ask<Method extends LabMethod>(
    method: Method,
    params: ParamsInput<Method>,
  ): Promise<Reply<Result<Method>>> {
    return channel === null ? notConnected : channel.call(method, params);
  }

  async function call<Method extends LabMethod>(
    method: Method,
    params: ParamsInput<Method>,
  ): Promise<Reply<Result<Method>>> {
    const reply = await ask(method, params);
    if (!reply.ok) refused(reply.error.message);
    return reply;
  }

  /** Nothing is told of a refusal: whoever reads says what became of it. */
  async function readRecording(params: ParamsInput<'recording.read'>): Promise<Reply<Result<'recording.read'>>> {
    return channel?.readRecording?.(params) ?? ask('recording.read', params);
  }

  function open(through: LabChannel, connected: () => void): void {
    channel = through;
    through.onStatus((next) => {
      status.value = next;
      if (next === 'connected') connected();
    });
  }

  return { status, ask, call, readRecording, open };
}
