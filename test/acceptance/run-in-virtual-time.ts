/** A cluster in virtual time for acceptance tests that no scenario file can say: calls are made, time passes, all is counted. */
import * as v from 'valibot';
import type { LabMethod, Reply } from '../../core/contract/lab-api.ts';
import { VirtualTarget, type VirtualTargetOptions } from '../../core/sim/virtual-target.ts';
import { leaderOfHighestTerm } from '../../core/trace/queries.ts';

const outcome = v.object({ status: v.string(), result: v.nullable(v.string()), why: v.nullable(v.string()) });

export class VirtualRun extends VirtualTarget {
  constructor(options: Partial<VirtualTargetOptions>) {
    super({ nodes: 3, pace: 'real', seed: 1, ...options });
  }

  /** Waits for the answer, which must be no refusal. */
  async do(method: LabMethod, params: object): Promise<unknown> {
    const reply = await this.answer(this.call(method, params));
    if (!reply.ok) throw new Error(`${method} was refused: ${reply.error.message}`);
    return reply.value;
  }

  async answer(call: Promise<Reply<unknown>>): Promise<Reply<unknown>> {
    let answered: Reply<unknown> | null = null;
    const told = call.then((reply) => {
      answered = reply;
    });
    await this.until('an answer', () => answered !== null, 60_000);
    await told;
    return call;
  }

  async submit(client: string, operation: string, more: object = {}): Promise<v.InferOutput<typeof outcome>> {
    return v.parse(outcome, await this.do('client.submit', { client, operation, ...more }));
  }

  /** Of the lab clock. Fails with the sentence, or with what has been found broken. */
  async until(sentence: string, holds: () => boolean, limitMs: number): Promise<void> {
    const isMet = await this.waitUntil(() => holds() || this.view().violations.length > 0, limitMs);
    const [violation] = this.view().violations;
    if (violation !== undefined) throw new Error(`${violation.invariant}: ${violation.detail}`);
    if (!isMet) throw new Error(`Not within ${limitMs} ms: ${sentence}`);
  }

  async pause(forMs: number): Promise<void> {
    await this.waitUntil(() => false, forMs);
  }

  /** One that is none of those, and that all who are up follow. */
  async leader(...not: readonly string[]): Promise<string> {
    const find = () => {
      const leader = leaderOfHighestTerm(this.view());
      return leader === null || not.includes(leader.id) ? null : leader.id;
    };
    await this.until('a leader', () => find() !== null, 10_000);
    return find() ?? '';
  }
}
