/** Reads traces beside the page: to decode them and to check every line is most of the work of opening one. */
import type { ToReader } from '../messages.ts';
import { ReadingSession } from './reading-session.ts';

const session = new ReadingSession((message) => self.postMessage(message));

self.addEventListener('message', ({ data }: MessageEvent<ToReader>) => session.take(data));
