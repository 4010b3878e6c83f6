/** The preview of an export is of what is chosen now, or says that it is not yet. */
import { expect, test, vi } from 'vitest';
import { computed, nextTick, reactive, ref } from 'vue';
import { choiceOf, wholeRun } from '../../../renderer/panels/export/choice.ts';
import { formatsWith } from '../../../renderer/panels/export/formats.ts';
import { createPreview } from '../../../renderer/panels/export/previewing.ts';
import { TraceStore } from '../../../renderer/stores/trace-store.ts';
import { sampleEvents } from '../../trace/samples.ts';

test('a count is taken back at once when the choice changes, and the next one is of the new choice', async () => {
  vi.useFakeTimers();
  const events = new TraceStore();
  events.append(sampleEvents());
  const form = reactive(wholeRun());
  const preview = createPreview({
    open: ref(true),
    format: ref('jsonl'),
    form,
    chosen: ref(
      formatsWith(() => ({ author: '', notes: '', verdicts: [], pictures: [] })).find(({ id }) => id === 'jsonl'),
    ),
    choice: computed(() => choiceOf(form, ['lab', 'S1', 'S2'], [])),
    problem: ref(null),
    isReport: ref(false),
    events,
  });
  form.to = '#20';
  await vi.advanceTimersByTimeAsync(1000);
  expect(preview.value?.kept).toBe(20);
  form.to = '#10';
  await nextTick();
  expect(preview.value?.kept).toBeNull();
  await vi.advanceTimersByTimeAsync(1000);
  expect(preview.value?.kept).toBe(10);
  vi.useRealTimers();
});
