/** Runs the judge beside the page, so that judging a long run never holds up a frame. */
import type { ToJudge } from '../messages.ts';
import { JudgeSession } from './judge-session.ts';

const session = new JudgeSession();

self.addEventListener('message', ({ data }: MessageEvent<ToJudge>) => {
  for (const answer of session.take(data)) self.postMessage(answer);
});
