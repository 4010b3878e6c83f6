/** What the Why? panel is asked about, and its answer at the moment that is shown. */
import { defineStore } from 'pinia';
import { computed, markRaw, ref, shallowRef, watch } from 'vue';
import type { Answer, Question } from '../../../core/why/answer.ts';
import { explain } from '../../../core/why/ask.ts';
import { Past } from '../../../core/why/past.ts';
import { questionsAbout, type Subject } from '../../../core/why/subjects.ts';
import { TraceIndex } from '../../../core/why/trace-index.ts';
import { useLab } from '../../stores/lab.ts';
import { usePlayhead } from '../../stores/playhead.ts';
import { useTimeline } from '../timeline/store.ts';
import { createPicked } from './picked.ts';

/** What the panel shows: the questions that fit the subject, and the answer to one of them, as of a moment. */
export interface Shown {
  readonly questions: readonly Question[];
  readonly answer: Answer | null;
  /** Trace time of the moment, µs. */
  readonly t: number;
}

export const useWhy = defineStore('why', () => {
  const lab = useLab();
  const playhead = usePlayhead();
  const timeline = useTimeline();
  const index = markRaw(new TraceIndex(lab.events));
  const subject = shallowRef<Subject | null>(null);
  /** The chosen question, as text: the list of questions is made anew at every moment. */
  const chosen = ref<string | null>(null);
  /** The answer stays as it was while the user visits its causes. */
  const kept = shallowRef<Shown | null>(null);
  const visited = ref<number | null>(null);
  const picked = createPicked(lab, timeline);

  const current = computed<Shown | null>(() => {
    if (subject.value === null || lab.tick < 0) return null;
    const past = markRaw(new Past(index, lab.view, lab.now()));
    const questions = questionsAbout(past, subject.value);
    const question = questions.find((each) => keyOf(each) === chosen.value) ?? questions[0];
    return { questions, answer: question === undefined ? null : explain(past, question), t: past.t };
  });
  const shown = computed(() => kept.value ?? current.value);

  watch(
    () => playhead.seq,
    (seq) => {
      if (visited.value === null || seq === visited.value) return;
      release();
    },
  );
  watch(() => lab.cluster?.run, close);

  function ask(about: Subject): void {
    release();
    chosen.value = null;
    subject.value = about;
  }

  /** About what was picked last: a node, an entry, or an event of the timeline. */
  function askPicked(): void {
    const about = picked.value;
    if (about !== null) ask(about);
  }

  function choose(question: Question): void {
    release();
    chosen.value = keyOf(question);
  }

  /** Moves the playhead to a cause, and shows it on the timeline. */
  function visit(seq: number): void {
    kept.value = shown.value;
    visited.value = seq;
    playhead.seek(seq);
    timeline.select(seq - (lab.events.at(0)?.seq ?? 1));
  }

  /** The answer is again that of the moment shown. */
  function release(): void {
    kept.value = null;
    visited.value = null;
  }

  function close(): void {
    release();
    subject.value = null;
  }

  return { subject, shown, kept, visited, picked, ask, askPicked, choose, visit, release, close };
});

export function keyOf(question: Question): string {
  return JSON.stringify(question);
}
