/** Keeps the preview of an export up to date with what is chosen, a moment after the choosing. */
import { type Ref, shallowRef, watch } from 'vue';
import type { FilterChoice } from '../../../core/trace/exporters/filter.ts';
import type { TraceStore } from '../../stores/trace-store.ts';
import { nextTurn } from './file.ts';
import type { Format } from './formats.ts';
import { countKept, firstLines } from './preview.ts';

const PREVIEW_AFTER_MS = 250;

interface Chosen {
  readonly open: Readonly<Ref<boolean>>;
  readonly format: Readonly<Ref<string>>;
  /** Reactive. */
  readonly form: object;
  readonly chosen: Readonly<Ref<Format | undefined>>;
  readonly choice: Readonly<Ref<FilterChoice>>;
  readonly problem: Readonly<Ref<string | null>>;
  readonly isReport: Readonly<Ref<boolean>>;
  readonly events: TraceStore;
}

interface Preview {
  /** null: not a text. */
  readonly lines: readonly string[] | null;
  /** null: still counting. */
  readonly kept: number | null;
}

export function createPreview({ open, format, form, chosen, choice, problem, isReport, events }: Chosen) {
  const preview = shallowRef<Preview | null>(null);
  let looking = new AbortController();

  async function look(): Promise<void> {
    looking = new AbortController();
    const { signal } = looking;
    const exporter = chosen.value;
    if (exporter === undefined || problem.value !== null) {
      preview.value = null;
      return;
    }
    const keep = choice.value;
    const lines = isReport.value ? null : firstLines(exporter, keep, events);
    preview.value = { lines, kept: null };
    const kept = await countKept(keep, events, signal, nextTurn);
    if (kept !== null && !signal.aborted) preview.value = { lines, kept };
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  watch([open, format, form], () => {
    clearTimeout(timer);
    looking.abort();
    // What was counted is no longer what would be saved.
    if (preview.value !== null) preview.value = { ...preview.value, kept: null };
    if (open.value) timer = setTimeout(() => void look(), PREVIEW_AFTER_MS);
  });

  return preview;
}
