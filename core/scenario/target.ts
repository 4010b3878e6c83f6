/** What a scenario runs on. One implementation drives virtual time, another real servers; the file cannot tell which. */
import type { LabMethod, RaftRules, Reply } from '../contract/lab-api.ts';
import type { ClusterView } from '../trace/view-types.ts';
import type { Counts } from './counts.ts';
import type { Deed } from './language/deed.ts';
import type { Scenario } from './language/scenario.ts';
import type { RecoverStep } from './language/steps.ts';

/** What only virtual time can do: the very run of a simulation, to the microsecond. */
export interface Rehearsal {
  /** Lets everything happen until the moment of the deed, then does it. */
  readonly play: (deed: Deed) => void;
  /** Ends all faults at its moment and judges; what is wrong stands in the trace. */
  readonly recover: (settings: RecoverStep['recover']) => void;
}

/** What every target is opened with. */
export interface ClusterWish {
  /** 1 to 9. */
  readonly nodes: number;
  readonly pace: Scenario['cluster']['pace'];
  /** Those that are not as usual. */
  readonly rules?: RaftRules;
  /** The planted mistake that every server plays with (core/zoo). */
  readonly bug?: string;
}

/** The cluster that the scenario asks for. */
export function wishOf({ cluster: { nodes, pace, rules, bug } }: Scenario): ClusterWish {
  return { nodes, pace, ...(rules === undefined ? {} : { rules }), ...(bug === undefined ? {} : { bug }) };
}

export interface ScenarioTarget {
  /** Draws who is `random`. */
  readonly seed: number;
  /** Has heard every event recorded so far. */
  readonly counts: Counts;
  /**
   * Starts a call of the contract. Whatever time the answer takes passes in `waitUntil` only, so that in virtual time
   * a command can be under way while the scenario goes on. A rejection is a fault of the lab and fails
   * the scenario.
   */
  call(method: LabMethod, params: unknown): Promise<Reply<unknown>>;
  /** The fold of everything recorded so far. */
  view(): ClusterView;
  /** Milliseconds of the lab clock. */
  now(): number;
  /**
   * Lets time pass until the condition holds (true), or for `limitMs` of the lab clock (false). The condition is asked
   * at once, and again after every event or short while; promises that settled in between have been told before.
   */
  waitUntil(condition: () => boolean, limitMs: number): Promise<boolean>;
  /** Only in virtual time. */
  readonly rehearsal?: Rehearsal;
}
