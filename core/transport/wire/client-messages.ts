/** The messages between a client and a server (§8, thesis 6.3, 6.4) as schemas. */
import * as v from 'valibot';
import type { ClientQuestion, ClientReply } from '../../node/client-messages.ts';
import { COMMAND_LENGTH, OPERATION_LENGTH } from '../limits.ts';
import { clientName, nodeName, positive, wholeNumber } from './parts.ts';
import type { Same } from './same.ts';

const operation = v.pipe(v.string(), v.maxLength(OPERATION_LENGTH));
const numbered = { session: v.pipe(v.string(), v.minLength(1), v.maxLength(128)), serial: positive };
const toServer = { from: clientName, to: nodeName, ...numbered };

export const clientQuestion = v.variant('kind', [
  v.strictObject({ kind: v.literal('clientRequest'), ...toServer, lowestOpen: wholeNumber, operation }),
  v.strictObject({ kind: v.literal('openSession'), ...toServer }),
  v.strictObject({
    kind: v.literal('clientRead'),
    ...toServer,
    mode: v.picklist(['linearizable', 'follower', 'local']),
    operation,
    seenIndex: wholeNumber,
  }),
]);

export const clientReply = v.strictObject({
  kind: v.literal('clientReply'),
  from: nodeName,
  to: clientName,
  ...numbered,
  status: v.picklist([
    'ok',
    'notLeader',
    'leadershipLost',
    'overwritten',
    'invalid',
    'busy',
    'sessionExpired',
    'stale',
  ]),
  leaderId: v.nullable(nodeName),
  index: v.nullable(wholeNumber),
  result: v.nullable(v.pipe(v.string(), v.maxLength(COMMAND_LENGTH))),
  duplicate: v.boolean(),
});

true satisfies Same<v.InferOutput<typeof clientQuestion>, ClientQuestion>;
true satisfies Same<v.InferOutput<typeof clientReply>, ClientReply>;
