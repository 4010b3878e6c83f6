/** Runs the judge beside the page, so that judging a long run never holds up a frame. */
import type { ToJudge } from '../messages.ts';
import { JudgeSession } from './judge-session.ts';

const session = new JudgeSession(() => performance.now());
let isSearching = false;

self.addEventListener('message', ({ data }: MessageEvent<ToJudge>) => {
  for (const answer of session.take(data)) self.postMessage(answer);
  if (!isSearching) searchOn();
});

/** Turn by turn, so that what happens meanwhile is judged, too. */
function searchOn(): void {
  isSearching = session.advance((answer) => self.postMessage(answer));
  if (isSearching) setTimeout(searchOn);
}
