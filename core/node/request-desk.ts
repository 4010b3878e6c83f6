/** Questions of the lab to the core that are no client's commands: membership changes and hand-overs (§6, thesis 3.10). */
import type { RequestAnswer } from '../raft/duties.ts';

/** null: the server ended before it came to the question. */
export type RequestDone = (answer: RequestAnswer | null) => void;

export class RequestDesk {
  readonly #waiting = new Map<number, RequestDone>();
  #nextId = 1;

  /** The number under which the answer will come. */
  add(done: RequestDone): number {
    const requestId = this.#nextId++;
    this.#waiting.set(requestId, done);
    return requestId;
  }

  settle(answers: readonly RequestAnswer[]): void {
    for (const answer of answers) {
      const done = this.#waiting.get(answer.requestId);
      this.#waiting.delete(answer.requestId);
      done?.(answer);
    }
  }

  abandon(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const done of waiting) done(null);
  }
}
