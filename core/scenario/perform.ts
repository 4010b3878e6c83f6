/** Performs one step of a scenario. */
import type { LabMethod, Reply } from '../contract/lab-api.ts';
import { answerProblem, callProblem } from './answers.ts';
import { callsOf } from './calls.ts';
import type { Condition } from './language/condition.ts';
import type { LoadEnd, LoadSettings } from './language/steps/load.ts';
import type { CallStep, PlainStep, SubmitStep } from './language/steps.ts';
import { Load } from './load.ts';
import type { StepStatus } from './report.ts';
import type { ScenarioTarget } from './target.ts';
import type { Waited, Watch } from './watch.ts';

export interface StepOutcome {
  readonly status: Exclude<StepStatus, 'skipped'>;
  readonly detail: string | null;
}

/** A call under way; `outcome` is null until it is answered. */
interface Pending {
  outcome: StepOutcome | null;
}

/** Longer than a client tries, so that the client's own outcome comes first. */
const ANSWER_MS = 30_000;
/** Longer than a server that joins may take to catch up. */
const CALL_MS = 180_000;

export class Performer {
  readonly #target: ScenarioTarget;
  readonly #watch: Watch;
  /** The clients that ask on their own; null while there are none. */
  #load: { readonly clients: Load; readonly end: () => void } | null = null;

  constructor(target: ScenarioTarget, watch: Watch) {
    this.#target = target;
    this.#watch = watch;
  }

  /** What must always hold is looked at before and after, whatever the step does. */
  async perform(step: PlainStep): Promise<StepOutcome> {
    this.#watch.cast.nextStep();
    this.#watch.look();
    const outcome = await this.#run(step);
    const broken = this.#watch.look();
    if (this.#watch.found !== null) {
      return passed(this.#watch.found);
    }
    return outcome.status === 'passed' && broken !== null ? failed(broken) : outcome;
  }

  async #run(step: PlainStep): Promise<StepOutcome> {
    if ('call' in step) {
      return this.#call(step);
    }
    if ('submit' in step) {
      return this.#submit(step);
    }
    if ('load' in step) {
      return this.#startLoad(step.load);
    }
    if ('stopLoad' in step) {
      return this.#endLoad(step.stopLoad);
    }
    if ('wait' in step) {
      return this.#wait(step.wait, step.withinMs);
    }
    if ('pause' in step) {
      return this.#pause(step.pause, step.always === undefined ? [] : [step.always]);
    }
    if ('play' in step || 'recover' in step) {
      return this.#rehearse(step);
    }
    if ('mark' in step) {
      this.#target.counts.mark(step.mark);
      return passed();
    }
    return 'expect' in step ? this.#expect(step.expect) : this.#save(step.save);
  }

  async #call(step: CallStep): Promise<StepOutcome> {
    const resolved = callsOf(step, this.#watch.view(), this.#watch.cast);
    if (!resolved.ok) {
      return failed(resolved.why);
    }
    for (const { method, params } of resolved.calls) {
      const pending = this.#begin(method, params, (reply) => this.#judged(callProblem(reply, step), step, method));
      if (step.background) continue;
      const outcome = await this.#answered(method, pending, CALL_MS);
      if (outcome.status !== 'passed') {
        return outcome;
      }
    }
    return passed(resolved.calls.map(({ whom }) => whom).join(', ') || null);
  }

  /** One client asks one thing after the other; a read may go to several servers. */
  async #submit(step: SubmitStep): Promise<StepOutcome> {
    const { target } = step;
    const resolved = target === undefined ? null : this.#watch.cast.resolve(this.#watch.view(), target);
    if (resolved?.ok === false) {
      return failed(resolved.why);
    }
    for (const server of resolved === null ? [undefined] : resolved.nodes) {
      const outcome = await this.#submitTo(server, step);
      if (outcome.status !== 'passed') return outcome;
    }
    return passed();
  }

  async #submitTo(target: string | undefined, step: SubmitStep): Promise<StepOutcome> {
    const { submit, client, read, background, expect, result = {} } = step;
    const route = { ...(target === undefined ? {} : { target }), ...(read === undefined ? {} : { read }) };
    const params = { client, operation: submit, ...route };
    const expected = { status: expect ?? (background ? 'any' : 'ok'), result };
    const what = `"${submit}" of ${client}`;
    const pending = this.#begin('client.submit', params, (reply) =>
      this.#judged(answerProblem(reply, expected), step, what),
    );
    return background ? passed() : this.#answered('client.submit', pending, ANSWER_MS);
  }

  /** What is wrong in the background ends the run: nobody waits for it. */
  #judged(problem: string | null, { background }: { readonly background: boolean }, what: string): StepOutcome {
    if (background && problem !== null) {
      this.#watch.breakWith(`${what}: ${problem}`);
    }
    return problem === null ? passed() : failed(problem);
  }

  #startLoad(settings: LoadSettings): StepOutcome {
    if (this.#load !== null) {
      return failed('a load is under way already: end it with stopLoad first');
    }
    const clients = new Load(this.#target, settings, (sentence) => this.#watch.breakWith(sentence));
    this.#load = { clients, end: this.#watch.atEveryLook(() => clients.goOn()) };
    return passed();
  }

  async #endLoad(expected: LoadEnd): Promise<StepOutcome> {
    if (this.#load === null) {
      return failed('no load is under way');
    }
    const { clients, end } = this.#load;
    clients.stop();
    const waited = await this.#watch.until(() => clients.isOver(), expected.withinMs);
    end();
    this.#load = null;
    const outcome = outcomeOf(
      waited,
      () => `not every outcome has come after ${expected.withinMs} ms: ${clients.describe()}`,
    );
    const problem = clients.problem(expected);
    if (outcome.status !== 'passed' || waited.kind === 'found') return outcome;
    return problem === null ? passed(clients.describe()) : failed(problem);
  }

  async #wait(condition: Condition, withinMs: number): Promise<StepOutcome> {
    let problem: string | null = null;
    const holds = () => {
      problem = this.#watch.judge(condition);
      return problem === null;
    };
    const waited = await this.#watch.until(holds, withinMs);
    return outcomeOf(waited, () => `after ${withinMs} ms: ${problem}`);
  }

  async #pause(forMs: number, always: readonly Condition[]): Promise<StepOutcome> {
    const waited = await this.#watch.until(() => false, forMs, always);
    return waited.kind === 'late' ? passed() : outcomeOf(waited, () => null);
  }

  /** After every deed the invariants are looked at, so that the run ends where the recorded one did. */
  async #rehearse(step: Extract<PlainStep, { play: unknown } | { recover: unknown }>): Promise<StepOutcome> {
    const { rehearsal } = this.#target;
    if (rehearsal === undefined) {
      return failed('what a simulation did can be done again in virtual time only: raftarium run --sim');
    }
    if ('recover' in step) {
      rehearsal.recover(step.recover);
      return brokenOr(this.#watch.look());
    }
    for (const deed of step.play) {
      rehearsal.play(deed);
      if (this.#watch.look() !== null) {
        break;
      }
    }
    return brokenOr(this.#watch.look());
  }

  async #expect(condition: Condition): Promise<StepOutcome> {
    const problem = this.#watch.judge(condition);
    return problem === null ? passed() : failed(problem);
  }

  async #save(names: { readonly [as: string]: string }): Promise<StepOutcome> {
    const saved: string[] = [];
    for (const [as, name] of Object.entries(names)) {
      const resolved = this.#watch.cast.resolve(this.#watch.view(), name);
      if (!resolved.ok) {
        return failed(resolved.why);
      }
      for (const node of resolved.nodes) {
        this.#watch.cast.save(as, node);
        saved.push(`${as} is ${node}`);
      }
    }
    return passed(saved.join(', '));
  }

  #begin(method: LabMethod, params: object, judgeReply: (reply: Reply<unknown>) => StepOutcome): Pending {
    const pending: Pending = { outcome: null };
    const answered = this.#target.call(method, params).then((reply) => {
      pending.outcome = judgeReply(reply);
    });
    answered.catch((error: unknown) => {
      this.#watch.breakWith(`${method} failed inside the lab: ${error instanceof Error ? error.message : error}`);
    });
    return pending;
  }

  async #answered(method: LabMethod, pending: Pending, limitMs: number): Promise<StepOutcome> {
    const waited = await this.#watch.until(() => pending.outcome !== null, limitMs);
    return waited.kind === 'met' && pending.outcome !== null
      ? pending.outcome
      : outcomeOf(waited, () => `no answer to ${method} within ${limitMs} ms`);
  }
}

function outcomeOf(waited: Waited, late: () => string | null): StepOutcome {
  switch (waited.kind) {
    case 'met':
      return passed();
    case 'found':
      return passed(waited.what);
    case 'late':
      return failed(late());
    case 'broken':
      return failed(waited.why);
    case 'outOfTime':
      return { status: 'undecided', detail: "the scenario's own limit was reached" };
    default:
      return waited satisfies never;
  }
}

function brokenOr(broken: string | null): StepOutcome {
  return broken === null ? passed() : failed(broken);
}

function passed(detail: string | null = null): StepOutcome {
  return { status: 'passed', detail };
}

function failed(detail: string | null): StepOutcome {
  return { status: 'failed', detail };
}
