/** Feeds the judge beside the page with the events of the shown run, and keeps what it says. */
import { computed, ref, shallowRef, watch } from 'vue';
import { startWorker } from '../parts/worker.ts';
import { useLab } from '../stores/lab.ts';
import { usePlayhead } from '../stores/playhead.ts';
import { Feeding } from './feeding.ts';
import type { ClientVerdict, Found, FromJudge, Occasion } from './messages.ts';
import address from './worker/judge.worker.ts?worker&url';

/** What is judged as a whole is judged again so often while the run goes on. */
const SETTLE_EVERY_MS = 5000;

/** `forgotten` is called when another run begins, about which nothing is known yet. */
export function createJudging(forgotten: () => void) {
  const lab = useLab();
  const playhead = usePlayhead();
  const found = shallowRef<readonly Found[]>([]);
  const occasions = shallowRef<ReadonlyMap<string, Occasion>>(new Map());
  const clients = shallowRef<ClientVerdict | null>(null);
  const hole = ref<string | null>(null);
  const judgedSeq = ref(0);
  /** Why nothing is judged at all; null while the judge works. */
  const failure = ref<string | null>(null);
  const judgement = computed(() => ({
    found: found.value,
    occasions: occasions.value,
    clients: clients.value,
    hole: hole.value,
  }));

  const worker = startWorker(address, 'judge');
  const feeding = new Feeding(lab.events, (message) => worker.postMessage(message), isFree);
  const settling = createTimer(() => feeding.settle());
  worker.addEventListener('message', ({ data }: MessageEvent<FromJudge>) => hear(data));
  worker.addEventListener('error', (event) => {
    failure.value = event.message || 'The judge could not be started.';
  });

  /** A recording can wait while the user moves through it: a piece of it costs more than a frame has room for. */
  function isFree(): boolean {
    return lab.recording === null || !playhead.isMoving;
  }

  function hear(answer: FromJudge): void {
    if (!feeding.heard(answer)) return;
    if (answer.kind === 'clients') {
      // Judged again, what is known stays on show until it is known better.
      if (clients.value === null || answer.verdict.verdict !== 'running') clients.value = answer.verdict;
      return;
    }
    if (answer.found.length > 0) found.value = [...found.value, ...answer.found];
    occasions.value = new Map(answer.occasions);
    hole.value = answer.hole;
    judgedSeq.value = answer.seq;
    // At once the first time, so that an opened recording does not wait.
    if (feeding.isDone) settling.soon(clients.value === null ? 0 : SETTLE_EVERY_MS);
  }

  function forget(): void {
    settling.stop();
    found.value = [];
    occasions.value = new Map();
    clients.value = null;
    hole.value = null;
    judgedSeq.value = 0;
    forgotten();
  }

  // A recording is judged when all of it is there: until then the machine has enough to do with reading it.
  watch(
    () => [lab.tick, lab.isLoading, isFree()],
    () => {
      if (lab.isLoading || feeding.pump()) forget();
    },
    { immediate: true },
  );

  return { found, judgement, judgedSeq, clients, hole, failure };
}

/** Does something once, after the wait that was asked for first. */
function createTimer(act: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function soon(afterMs: number): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      act();
    }, afterMs);
  }

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  return { soon, stop };
}
