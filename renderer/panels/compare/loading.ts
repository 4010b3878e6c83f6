/** Reads the two sides of a comparison: what the page shows, a recording of the lab, or a file. */
import type { Ref, ShallowRef } from 'vue';
import type { TraceEvent } from '../../../core/trace/events.ts';
import { readTrace } from '../../reading/read-trace.ts';
import { fileSource, recordingSource, type TraceSource } from '../../reading/source.ts';
import { useLab } from '../../stores/lab.ts';
import { nextTurn } from '../export/file.ts';
import { useTraces } from '../traces/store.ts';

export type Side = 'A' | 'B';

/** `shown`: the run that the page shows; a recording of the lab by its id; `file`. */
export type Choice = string;

interface Wishes {
  readonly choices: Readonly<Ref<Record<Side, Choice>>>;
  readonly files: Readonly<ShallowRef<Record<Side, readonly File[]>>>;
  /** What is being done, as a sentence. */
  readonly busy: Ref<string | null>;
  readonly problem: Ref<string | null>;
}

export function createLoading({ choices, files, busy, problem }: Wishes) {
  const lab = useLab();
  const traces = useTraces();

  function sourceOf(side: Side): TraceSource | null {
    const choice = choices.value[side];
    if (choice === 'file') return fileSource(files.value[side]);
    const recording = traces.list.find(({ id }) => id === choice);
    return recording === undefined ? null : recordingSource(recording, lab.readRecording);
  }

  /** null with `problem` set when there is nothing to compare. */
  async function load(side: Side, signal: AbortSignal): Promise<TraceEvent[] | null> {
    if (choices.value[side] === 'shown') return shownEvents();
    const source = sourceOf(side);
    if (source === null) {
      problem.value = `Choose recording ${side} first.`;
      return null;
    }
    const found: TraceEvent[] = [];
    const outcome = await readTrace({
      source,
      signal,
      take(events) {
        for (const event of events) found.push(event);
        busy.value = `Reading ${side}: ${found.length.toLocaleString('en')} events.`;
      },
      pause: nextTurn,
    });
    if (outcome.kind === 'noTrace') problem.value = `${source.name} is not a trace: ${outcome.why}.`;
    return outcome.kind === 'loaded' ? found : null;
  }

  function shownEvents(): TraceEvent[] | null {
    const found = [...lab.events.all()];
    if (found.length === 0) problem.value = 'No run is shown that could be compared.';
    return found.length === 0 ? null : found;
  }

  return load;
}
