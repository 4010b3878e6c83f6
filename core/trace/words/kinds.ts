/** What the kinds of message are called in sentences. */
import type { MessageRecord } from '../events.ts';

export const kindNames: { readonly [Kind in MessageRecord['kind']]: string } = {
  preVote: 'pre-vote request',
  preVoteReply: 'pre-vote answer',
  requestVote: 'vote request',
  requestVoteReply: 'vote answer',
  appendEntries: 'AppendEntries',
  appendEntriesReply: 'answer to AppendEntries',
  installSnapshot: 'InstallSnapshot',
  installSnapshotReply: 'answer to InstallSnapshot',
  timeoutNow: 'TimeoutNow',
  readIndex: 'question for the read index',
  readIndexReply: 'answer with the read index',
  clientRequest: 'request',
  openSession: 'request for a session',
  clientRead: 'read',
  clientReply: 'answer',
};
