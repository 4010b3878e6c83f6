/** Mistakes with the moment at which something is safe (Figure 2, thesis 10.2.1). */
import type { Message } from '../raft/messages.ts';
import { adding, type Bug } from './bug.ts';

/** Power lost at the wrong moment takes away what the leader has counted. */
export const ackBeforeSync: Bug = {
  name: 'ack-before-sync',
  title: 'A follower acknowledges entries before its disk has them.',
  paper: 'Figure 2',
  history: "What etcd's option --unsafe-no-fsync does on purpose, with a warning.",
  plant: () =>
    adding((_, output) => {
      const isEarly = ({ kind }: Message) => kind === 'appendEntriesReply';
      output.sendNow.push(...output.sendAfterSave.filter(isEarly));
      output.sendAfterSave = output.sendAfterSave.filter((message) => !isEarly(message));
    }),
};
