/** A refereed cluster of real servers for acceptance tests: its answers, parsed, and what its trace showed. */
import * as v from 'valibot';
import type { LabMethod, ParamsInput, RaftRules, SubmitOutcome } from '../../core/contract/lab-api.ts';
import { RealTarget } from '../../core/lab/real-target.ts';

const replies = v.variant('ok', [
  v.object({ ok: v.literal(true), value: v.unknown() }),
  v.object({ ok: v.literal(false), error: v.object({ code: v.string(), message: v.string() }) }),
]);
const outcomes = v.object({ status: v.picklist(['ok', 'refused', 'unknown']), why: v.nullable(v.string()) });
const truths = v.array(v.object({ id: v.string(), pairs: v.array(v.tuple([v.string(), v.string()])) }));

export class RealCluster {
  readonly target: RealTarget;

  static async open(nodes: number, rules: RaftRules = {}): Promise<RealCluster> {
    return new RealCluster(await RealTarget.open({ nodes, pace: 'real', seed: 11, rules, version: 'test' }));
  }

  private constructor(target: RealTarget) {
    this.target = target;
  }

  async call<Method extends LabMethod>(method: Method, params: ParamsInput<Method>) {
    return v.parse(replies, await this.target.call(method, params));
  }

  /** For a load. */
  ask(client: string, operation: string, done: (answer: Pick<SubmitOutcome, 'status' | 'why'>) => void): void {
    void this.call('client.submit', { client, operation }).then((reply) => {
      if (!reply.ok) throw new Error(`client.submit was refused: ${reply.error.message}`);
      done(v.parse(outcomes, reply.value));
    });
  }

  async pairs(): Promise<v.InferOutput<typeof truths>> {
    const reply = await this.call('cluster.inspect', {});
    return v.parse(truths, reply.ok ? reply.value : []);
  }

  /** What the judges found so far; always to be empty. */
  get violations(): readonly string[] {
    return this.target.view().violations.map(({ invariant, detail }) => `${invariant}: ${detail}`);
  }

  async until(sentence: string, holds: () => boolean, limitMs: number): Promise<void> {
    if (!(await this.target.waitUntil(holds, limitMs))) throw new Error(`Not within ${limitMs} ms: ${sentence}`);
  }

  /** Every running server has applied all there is. */
  converged(limitMs: number): Promise<void> {
    const running = () => [...this.target.view().nodes.values()].filter(({ status }) => status === 'up');
    const ends = () => running().flatMap(({ state }) => [state.lastApplied, state.lastLogIndex]);
    return this.until('all applied everywhere', () => new Set(ends()).size === 1, limitMs);
  }
}
