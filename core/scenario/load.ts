/** The clients of a `load` step: each asks, waits for its outcome, thinks, and asks again. */
import type { Reply } from '../contract/lab-api.ts';
import { entryAt } from '../trace/view-log.ts';
import type { ClusterView } from '../trace/view-types.ts';
import { outcomeOf } from './answers.ts';
import { missedBound } from './language/bounds.ts';
import type { LoadEnd, LoadSettings } from './language/steps/load.ts';
import type { ScenarioTarget } from './target.ts';

interface LoadClient {
  readonly id: string;
  /** Its number among the clients: 0, 1, 2 … */
  readonly number: number;
  asked: number;
  isWaiting: boolean;
  /** No earlier than this, on the lab clock. */
  nextAt: number;
}

const FIRST_CLIENT = 101;

export class Load {
  readonly #target: ScenarioTarget;
  readonly #settings: LoadSettings;
  readonly #fault: (sentence: string) => void;
  readonly #clients: readonly LoadClient[];
  readonly #counts = { ok: 0, refused: 0, unknown: 0 };
  /** Writing commands that were answered with ok, and where the answer says that they stand. */
  readonly #acknowledged: { readonly operation: string; readonly index: number }[] = [];
  #endsAt: number;

  /** `fault` is told of what no client may ever be answered. */
  constructor(target: ScenarioTarget, settings: LoadSettings, fault: (sentence: string) => void) {
    this.#target = target;
    this.#settings = settings;
    this.#fault = fault;
    this.#endsAt = settings.forMs === undefined ? Number.POSITIVE_INFINITY : target.now() + settings.forMs;
    this.#clients = Array.from({ length: settings.clients }, (_, number) => {
      return { id: `c${FIRST_CLIENT + number}`, number, asked: 0, isWaiting: false, nextAt: target.now() };
    });
  }

  /** To be called again and again: whoever may ask by now, asks. */
  goOn(): void {
    for (const client of this.#clients) if (this.#mayAsk(client)) this.#ask(client);
  }

  /** A load that ends by itself is let finish. */
  stop(): void {
    const { count, forMs } = this.#settings;
    if (count === undefined && forMs === undefined) this.#endsAt = this.#target.now();
  }

  /** Nobody will ask any more, and every outcome has come. */
  isOver(): boolean {
    return this.#clients.every((client) => !client.isWaiting && this.#hasEnded(client));
  }

  describe(): string {
    const { ok, refused, unknown } = this.#counts;
    return `${ok} ok, ${refused} refused, ${unknown} unknown`;
  }

  /** What is wrong with the outcomes, in one sentence, or null. */
  problem(end: LoadEnd): string | null {
    for (const status of ['ok', 'refused', 'unknown'] as const) {
      const missed = end[status] === undefined ? null : missedBound(this.#counts[status], end[status]);
      if (missed !== null) return `the number of operations that ended ${status} is ${missed}`;
    }
    return this.#lostProblem(this.#target.view());
  }

  #mayAsk(client: LoadClient): boolean {
    return !client.isWaiting && !this.#hasEnded(client) && this.#target.now() >= client.nextAt;
  }

  #hasEnded({ asked }: LoadClient): boolean {
    return asked >= (this.#settings.count ?? Number.POSITIVE_INFINITY) || this.#target.now() >= this.#endsAt;
  }

  #ask(client: LoadClient): void {
    const operation = this.#operationOf(client);
    const { read } = this.#settings;
    client.asked += 1;
    client.isWaiting = true;
    const params = { client: client.id, operation, ...(read === undefined ? {} : { read }) };
    const answered = this.#target
      .call('client.submit', params)
      .then((reply) => this.#answered(client, operation, reply));
    answered.catch((error: unknown) => this.#fault(`a load's "${operation}" failed inside the lab: ${error}`));
  }

  #answered(client: LoadClient, operation: string, reply: Reply<unknown>): void {
    client.isWaiting = false;
    client.nextAt = this.#target.now() + this.#settings.thinkMs;
    if (!reply.ok) {
      return this.#fault(`${client.id} of the load: ${reply.error.message}`);
    }
    const { status, index } = outcomeOf(reply.value);
    this.#counts[status] += 1;
    if (status === 'ok' && index !== null && !operation.startsWith('get ')) {
      this.#acknowledged.push({ operation, index });
    }
  }

  /** What was acknowledged stands in every log that is committed so far, at the index that the client was told (§8). */
  #lostProblem(view: ClusterView): string | null {
    for (const node of view.nodes.values()) {
      const lost = this.#acknowledged.find(({ operation, index }) => {
        const isSeen = index <= node.state.commitIndex && index > node.snapshotIndex;
        return isSeen && entryAt(node, index)?.operation !== operation;
      });
      if (lost !== undefined)
        return `"${lost.operation}" was acknowledged at ${lost.index}, where ${node.id} has another`;
    }
    return null;
  }

  /** Neighbours begin with different operations and keys, so that they meet. */
  #operationOf({ id, number, asked }: LoadClient): string {
    const { operations, keys } = this.#settings;
    const template = operations[(asked + number) % operations.length] ?? '';
    const round = Math.floor((asked + number) / operations.length);
    const words: Readonly<Record<string, string>> = { key: `k${(round % keys) + 1}`, client: id, n: `${asked + 1}` };
    return template.replace(/\{(key|client|n)\}/g, (whole, word: string) => words[word] ?? whole);
  }
}
