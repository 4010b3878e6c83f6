/** Operations and reads of clients in words (§8, thesis 6.3, 6.4). */
import type { Copy, MajorityCounts, OperationHolds, ReadHolds } from '../../../../core/why/holds.ts';
import { listText } from '../../../parts/format.ts';
import { hindrancesText, hindranceText } from './hindrances.ts';

export function operationText(holds: OperationHolds): string {
  switch (holds.verdict) {
    case 'unknownOperation':
      return 'The operation has not been asked yet.';
    case 'read':
      return 'A read without an entry of the log changes nothing, however often it is sent.';
    case 'appliedOnce':
      return `Sent ${times(holds.sent)}, applied once. ${copiesText(holds)}`;
    case 'notApplied':
      return `Sent ${times(holds.sent)}, not applied${holds.sent === 0 ? ': no server has been asked yet' : ' yet'}. ${copiesText(holds)}`;
    default:
      return holds satisfies never;
  }
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

function copiesText({ copies, session, serial }: OperationHolds): string {
  if (copies.length === 0) return 'No leader has it in its log.';
  const said = copies.map((copy) => `entry ${copy.index} of term ${copy.term} ${fates[copy.fate]}`);
  const remembered = copies.some(({ fate }) => fate === 'answeredAgain')
    ? ` Session ${session} remembers the answer to serial ${serial}.`
    : '';
  return `In the log: ${listText(said)}.${remembered}`;
}

const fates: { readonly [Fate in Copy['fate']]: string } = {
  executed: 'was executed',
  answeredAgain: 'was a repetition and got the remembered answer',
  expired: 'was not executed, for its session had expired',
  overwritten: 'was cut off with a deposed leader’s log and never counted',
  superseded: 'will be cut off, for another entry is committed in its place',
  notCommitted: 'is not committed yet',
  notApplied: 'is committed and not applied yet',
};

export function readText(holds: ReadHolds): string {
  const server = holds.server ?? 'a server';
  switch (holds.verdict) {
    case 'neverAsked':
      return 'No server has been asked yet.';
    case 'requestUnderWay':
      return `The question to ${server} is still on its way.${holds.hindrance === null ? '' : ` ${hindranceText(holds.hindrance)}.`}`;
    case 'requestLost':
      return `The question to ${server} was lost; the client asks again when its patience ends.`;
    case 'answerUnderWay':
      return `${server} may answer, and its answer is on its way.`;
    case 'answered':
      return answeredText(holds.how, server, holds.readIndex);
    case 'failed':
      return `${server} gave the read up: it does not lead any more, and cannot vouch for what it has.`;
    case 'waitsForOwnTerm':
      return `${server} waits until an entry of its own term ${holds.term} is committed${holds.index === null ? '' : `, entry ${holds.index}`}: before that it does not know how far the leaders before it had committed.`;
    case 'waitsForConfirmation':
      return `${server} waits for a majority to answer heartbeats sent after the read came${holds.round === null ? '' : `, round ${holds.round}`}: ${roundText(holds)}. ${hindrancesText(holds.missing)}.`;
    case 'waitsForLeader':
      return `${server} follows, and has asked ${holds.leader} how far a read must see.${holds.hindrance === null ? '' : ` ${hindranceText(holds.hindrance)}.`}`;
    case 'waitsForApply':
      return `${server} must first apply up to ${holds.readIndex}; it has applied up to ${holds.lastApplied}.`;
    default:
      return holds satisfies never;
  }
}

function roundText({ have, need, haveOutgoing, needOutgoing }: MajorityCounts): string {
  if (needOutgoing === 0) return `${have} of ${need} have, itself included`;
  return `${have} of ${need} have of C-new, and ${haveOutgoing} of ${needOutgoing} of C-old, itself included`;
}

function answeredText(how: 'lease' | 'confirmed' | 'local', server: string, readIndex: number | null): string {
  const upTo = readIndex === null ? '' : ` It saw all up to ${readIndex}.`;
  if (how === 'local') return `${server} answered at once from what it had: such a read may be old.`;
  if (how === 'lease') return `${server} answered at once: it held a lease.${upTo}`;
  return `The read waits no more: a majority confirmed that the leader still led, and ${server} answered.${upTo}`;
}
