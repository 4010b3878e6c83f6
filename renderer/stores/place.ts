/** Where the playhead stands: live, or at a moment of the past. */
import { computed, type Ref } from 'vue';
import type { useLab } from './lab.ts';

export function createPlace(lab: ReturnType<typeof useLab>, isMoving: Readonly<Ref<boolean>>) {
  const { moment } = lab.past;

  const isLive = computed(() => moment.value === null);
  /**
   * As `isLive`, but a drag that comes to the end looks live only when it stands still there: the page would be laid out
   * anew, and back again when the drag only touched the end.
   */
  const looksLive = computed<boolean>((before) => moment.value === null && !(isMoving.value && before === false));
  /** The last event that is folded into what the panels show. */
  const seq = computed(() => moment.value?.seq ?? lab.live.seq);
  /** Trace time of the moment shown, µs; while live, that of the newest event. */
  const t = computed(() => moment.value?.t ?? lab.live.t);

  /** Of the newest event, µs. */
  function end(): number {
    return lab.events.timeAt(lab.events.length - 1);
  }

  /** Shows trace time `at`, µs, or what is newest if that is earlier; with all events until `at`, and not less than now. */
  function showTime(at: number, least = 0): void {
    if (at >= end()) lab.past.showEnd();
    else lab.past.showPast(Math.max(least, lab.events.firstAt(Math.max(0, at) + 1)), at);
  }

  return { isLive, looksLive, seq, t, end, showTime };
}
