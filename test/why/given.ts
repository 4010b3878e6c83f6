/** A cluster in virtual time that can be asked why, at the end of what has happened or at any event before. */
import { expect } from 'vitest';
import type { EventKind, EventOf, TraceEvent } from '../../core/trace/events.ts';
import { applyEvent, createView } from '../../core/trace/view.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';
import type { Answer, Ask, CauseRole, Question } from '../../core/why/answer.ts';
import { explain } from '../../core/why/ask.ts';
import { Past } from '../../core/why/past.ts';
import { TraceIndex } from '../../core/why/trace-index.ts';
import { VirtualTest } from '../acceptance/virtual.ts';

type AnswerTo<Kind extends Ask> = Extract<Answer, { readonly ask: Kind }>;

export class Asked extends VirtualTest {
  readonly #index = new TraceIndex(this.events);

  /** The trace up to an event; without one, up to now. */
  past(seq = this.events.length): Past {
    return new Past(
      this.#index,
      viewAt(this.events, seq),
      seq === this.events.length ? this.virtual.clock.now() : undefined,
    );
  }

  why<Kind extends Ask>(question: Question & { readonly ask: Kind }, seq?: number): AnswerTo<Kind> {
    const answer = explain(this.past(seq), question);
    if (!isAnswerTo(answer, question.ask)) throw new Error(`An answer to ${answer.ask}.`);
    return answer;
  }

  /** The newest event of the kind that is wanted. */
  event<Kind extends EventKind>(kind: Kind, wanted: (event: EventOf<Kind>) => boolean = () => true): EventOf<Kind> {
    const found = this.events.findLast((event) => isKind(event, kind) && wanted(event));
    if (found === undefined || !isKind(found, kind)) throw new Error(`There is no such ${kind}.`);
    return found;
  }

  /** A follower that is not the one named. */
  follower(...not: readonly string[]): string {
    const found = this.followers().find((id) => !not.includes(id));
    if (found === undefined) throw new Error('There is no follower left.');
    return found;
  }

  cut(from: string, to: string): void {
    this.call('link.set', { from, to, cut: true, delayMs: 0, jitterMs: 0, loss: 0, duplicate: 0, reorder: 0 });
  }
}

/** The fold of the events up to `seq`. */
export function viewAt(events: readonly TraceEvent[], seq: number): ClusterView {
  const view = createView();
  for (const event of events) if (event.seq <= seq) applyEvent(view, event);
  return view;
}

function isKind<Kind extends EventKind>(event: TraceEvent, kind: Kind): event is EventOf<Kind> {
  return event.ev === kind;
}

function isAnswerTo<Kind extends Ask>(answer: Answer, ask: Kind): answer is AnswerTo<Kind> {
  return answer.ask === ask;
}

/** The sequence numbers of the causes that play the part. */
export function seqsOf(answer: Answer, role: CauseRole): number[] {
  return answer.because.filter((cause) => cause.role === role).map(({ seq }) => seq);
}

/** The value that was compared. */
export function factOf(answer: Answer, name: string, who: string): number | string | null | undefined {
  return answer.compared.find((fact) => fact.name === name && fact.who === who)?.value;
}

/** Every cause is an event of the past, in order, and said once. */
export function expectSound(answer: Answer, events: readonly TraceEvent[], upTo = events.length): void {
  const seqs = answer.because.map(({ seq }) => seq);
  expect(seqs).toEqual([...new Set(seqs)].sort((one, other) => one - other));
  for (const seq of seqs) expect(events[seq - 1]?.seq).toBe(seq);
  expect(Math.max(0, ...seqs)).toBeLessThanOrEqual(upTo);
}
