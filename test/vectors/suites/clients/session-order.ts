/** File 14, what a client has seen already: no server answers its next read from before it (thesis 6.4.1). */
import * as v from 'valibot';
import { createMachine } from '../../../../core/machine/machine.ts';
import type { ClientReply } from '../../../../core/node/client-messages.ts';
import { ReadDesk } from '../../../../core/node/read-desk.ts';
import type { Vector } from '../../format.ts';
import { nameOf } from '../../server.ts';
import { compare, type Verdict } from '../../verdict.ts';

const serverNotation = v.strictObject({ self: v.number(), applied: v.number() });
const readNotation = v.strictObject({ read: v.string(), clientSeen: v.number() });

/** Both kinds of read that a server may answer without leading: by itself, and after asking the leader. */
export function judgeSessionOrder(vector: Vector): Verdict {
  const outcomes = (['local', 'follower'] as const).map((mode) => outcomeOf(vector, mode));
  const [first] = outcomes;
  return compare(vector.then ?? {}, { now: outcomes.every((one) => one === first) ? first : outcomes });
}

function outcomeOf({ given, when }: Vector, mode: 'local' | 'follower'): 'wait' | 'serve' {
  const { self, applied: lastApplied } = v.parse(serverNotation, given);
  const { clientSeen: seenIndex } = v.parse(readNotation, when);
  const replies: ClientReply[] = [];
  const machine = createMachine();
  const desk = new ReadDesk({
    firstReadId: 1,
    machine: () => machine,
    lastApplied: () => lastApplied,
    reply: (reply) => replies.push(reply),
  });
  const route = { kind: 'clientRead', from: 'c1', to: nameOf(self), session: 'c1.read', serial: 1 } as const;
  const requests = desk.admit([{ ...route, mode, operation: 'get x', seenIndex }]);
  // The leader says that everything this server has applied is enough; the client has seen more.
  desk.settle(requests.map(({ readId }) => ({ readId, ok: true, readIndex: lastApplied })));
  return replies.length === 0 ? 'wait' : 'serve';
}
