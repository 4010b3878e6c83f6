/** A small load: operations over a few keys at a steady rate, until it is stopped or has asked enough. */

/** After this many it stops by itself, so that a forgotten load does not fill the disk. */
export const MOST_OPERATIONS = 10_000;
/** Unanswered ones at once: a slow cluster slows the load down instead of piling it up. */
export const MOST_OUTSTANDING = 32;
const ROUND_MS = 50;

export interface LoadPlan {
  /** Operations per second. */
  readonly rate: number;
  readonly keys: readonly string[];
}

export interface LoadProgress {
  readonly sent: number;
  readonly answered: number;
}

/** The n-th operation of a load, 0 for the first: three writes, then a read, over all keys in turn. */
export function operationOf(plan: LoadPlan, n: number): string {
  const key = plan.keys[n % plan.keys.length] ?? 'x';
  return n % 4 === 3 ? `get ${key}` : `put ${key} ${n + 1}`;
}

/** How many to send now, so that `rate` holds over the whole time and nothing exceeds the limits. */
export function dueNow(plan: LoadPlan, elapsedMs: number, { sent, answered }: LoadProgress): number {
  const wanted = Math.floor((plan.rate * elapsedMs) / 1000) + 1 - sent;
  return Math.max(0, Math.min(wanted, MOST_OUTSTANDING - (sent - answered), MOST_OPERATIONS - sent));
}

/** Splits `x y z` or `x, y, z` into keys. */
export function keysOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((key) => key !== '');
}

export interface RunningLoad {
  stop(): void;
}

/** `submit` resolves to whether the lab took the operation; the first refusal ends the load. `ended` is called once. */
export function startLoad(
  plan: LoadPlan,
  submit: (operation: string) => Promise<boolean>,
  progressed: (progress: LoadProgress) => void,
  ended: () => void,
): RunningLoad {
  const startedAt = performance.now();
  let sent = 0;
  let answered = 0;
  let running = true;
  const timer = setInterval(round, ROUND_MS);

  function stop(): void {
    if (!running) return;
    running = false;
    clearInterval(timer);
    ended();
  }

  async function ask(operation: string): Promise<void> {
    const taken = await submit(operation);
    answered += 1;
    progressed({ sent, answered });
    if (!taken || answered >= MOST_OPERATIONS) stop();
  }

  function round(): void {
    const due = dueNow(plan, performance.now() - startedAt, { sent, answered });
    for (let count = 0; count < due; count++) void ask(operationOf(plan, sent++));
  }

  round();
  return { stop };
}
