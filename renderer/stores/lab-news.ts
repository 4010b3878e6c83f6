/** What the lab says of itself: which cluster runs, which are stored, and what happens in the one that runs. */
import { ref, type ShallowRef, shallowRef } from 'vue';
import type { ClusterDescription, LabChannel, LabEvent, StoredCluster } from '../../core/contract/lab-api.ts';
import type { RecordingDescription } from '../../core/contract/recordings.ts';
import type { Feed } from './feed.ts';
import type { createLine } from './line.ts';

interface Listener {
  readonly line: Pick<ReturnType<typeof createLine>, 'call' | 'open'>;
  readonly feed: Feed;
  readonly running: ShallowRef<ClusterDescription | null>;
  /** The page shows something else than the running cluster, and does not follow it. */
  readonly isAway: () => boolean;
  readonly showRunning: () => void;
}

export function createLabNews({ line, feed, running, isAway, showRunning }: Listener) {
  /** The lab has said at least once what runs and what is stored. */
  const described = ref(false);
  const stored = shallowRef<readonly StoredCluster[]>([]);
  /** The trace that the host was asked to open, by the command line or a menu. */
  const opened = shallowRef<RecordingDescription | null>(null);

  /** A run that this page does not show yet starts from an empty picture; null leaves the last one standing still. */
  function showCluster(next: ClusterDescription | null): void {
    const anotherRun = next !== null && next.run !== running.value?.run;
    running.value = next;
    if (anotherRun && !isAway()) showRunning();
  }

  async function describe(): Promise<void> {
    const reply = await line.call('lab.describe', {});
    if (!reply.ok) return;
    stored.value = reply.value.stored;
    showCluster(reply.value.running);
    described.value = true;
    if (opened.value?.id !== reply.value.opened?.id) opened.value = reply.value.opened;
    if (reply.value.running !== null && !isAway()) await feed.catchUp();
  }

  async function hear(event: LabEvent): Promise<void> {
    if (event.kind === 'opened') opened.value = event.recording;
    else if (event.kind === 'cluster') {
      showCluster(event.cluster);
      if (event.cluster === null) await describe();
    } else if (!isAway()) feed.live(event.events);
  }

  /** Called once, when the page has a channel. */
  function connect(through: LabChannel): void {
    through.onEvents((event) => void hear(event));
    line.open(through, () => void describe());
  }

  return { described, stored, opened, describe, connect };
}
