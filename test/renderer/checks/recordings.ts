/** Recordings for the judge: the zoo's scenarios in virtual time, with and without their bug. */
import { readFileSync } from 'node:fs';
import { readScenario } from '../../../core/scenario/language/read.ts';
import { runScenario } from '../../../core/scenario/run.ts';
import { wishOf } from '../../../core/scenario/target.ts';
import { VirtualTarget } from '../../../core/sim/virtual-target.ts';
import type { TraceEvent } from '../../../core/trace/events.ts';
import type { Found, FromJudge, ToJudge } from '../../../renderer/checks/messages.ts';
import { JudgeSession } from '../../../renderer/checks/worker/judge-session.ts';

export async function zooRecording(name: string, isHonest = false): Promise<TraceEvent[]> {
  const read = readScenario(readFileSync(new URL(`../../../scenarios/zoo/${name}.yaml`, import.meta.url), 'utf8'));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const { cluster, violation, ...rest } = read.scenario;
  const { bug, ...honest } = cluster;
  const scenario = isHonest ? { ...rest, cluster: honest } : read.scenario;
  const { world } = scenario;
  const events: TraceEvent[] = [];
  const settings = { ...wishOf(scenario), seed: 1, ...(world === undefined ? {} : { world }) };
  await runScenario(scenario, new VirtualTarget({ ...settings, onEvent: (event) => events.push(event) }));
  return events;
}

/** Without what the lab's own referee wrote into it: the judge must find it alone. */
export function withoutVerdicts(events: readonly TraceEvent[]): TraceEvent[] {
  const kept = events.filter(({ ev }) => ev !== 'check.violation');
  return kept.map((event, place) => ({ ...event, seq: place + 1 }));
}

/** A judge in the same thread, through the same messages. */
export class JudgeAtHand {
  readonly session = new JudgeSession(() => 0);
  readonly answers: FromJudge[] = [];

  readonly send = (message: ToJudge): void => {
    this.answers.push(...this.session.take(structuredClone(message)));
    while (this.session.advance((answer) => this.answers.push(answer)));
  };

  get found(): Found[] {
    return this.answers.flatMap((answer) => (answer.kind === 'judged' ? answer.found : []));
  }

  hear(events: readonly TraceEvent[]): void {
    this.send({ kind: 'events', run: 1, lines: events.map((event) => JSON.stringify(event)) });
  }

  judge(events: readonly TraceEvent[]): this {
    this.send({ kind: 'begin', run: 1 });
    for (let from = 0; from < events.length; from += 500) {
      this.hear(events.slice(from, from + 500));
    }
    this.send({ kind: 'settle', run: 1 });
    return this;
  }
}
