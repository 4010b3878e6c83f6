/** Why an election timer ran out: the last message of a leader that was heard, and what became of the later ones (§5.2). */
import type { EventOf } from '../../trace/events.ts';
import { linkKey } from '../../trace/fold/faults.ts';
import type { Compared, Finding } from '../answer.ts';
import type { Silence } from '../holds.ts';
import { Causes } from '../parts/causes.ts';
import { cutOf, fateOf, stopOf } from '../parts/reach.ts';
import type { Past } from '../past.ts';
import { rules } from '../rules.ts';
import { lastHeardLeader } from './vote.ts';

type RoleEvent = EventOf<'raft.role'>;

/** `event`: the change to candidate, or to pre-candidate before it. */
export function explainTimeout(past: Past, event: RoleEvent): Finding<'role'> {
  const { node } = event;
  const asked = rootOf(past, event);
  const timeout = past.last('raft.timeout', node, (each) => each.timeout.why !== 'promisedPatience', asked.seq);
  const because = new Causes().add('timedOut', timeout, asked).add('decided', event);
  const isPreVote = (each: EventOf<'raft.tally'>) => each.tally.preVote === true && each.seq < event.seq;
  because.add('counted', ...past.all('raft.tally', node, asked.seq, isPreVote));
  return timeout?.timeout.why === 'requested'
    ? requested(past, event, because)
    : elapsed(past, event, timeout ?? asked, because);
}

/** A candidate that asked beforehand began when its timer ran out, not when the pre-votes came in. */
function rootOf(past: Past, event: RoleEvent): RoleEvent {
  if (event.role.why !== 'majorityOfPreVotes') return event;
  return past.last('raft.role', event.node, ({ role }) => role.to === 'preCandidate', event.seq) ?? event;
}

function requested(past: Past, { node, state, seq }: RoleEvent, because: Causes): Finding<'role'> {
  because.add(
    'asked',
    past.last('lab.call', 'lab', ({ call }) => call.params.includes(node), seq),
  );
  const holds = { verdict: 'requested', node, term: state.currentTerm } as const;
  return { holds, rule: rules.electionTimeout, compared: [], because: because.list(), next: null };
}

interface Quiet {
  readonly silence: Silence;
  readonly lost: number;
}

function elapsed(
  past: Past,
  event: RoleEvent,
  timeout: { readonly seq: number; readonly t: number },
  because: Causes,
): Finding<'role'> {
  const { node, state, role } = event;
  const heard = lastHeardLeader(past, node, timeout.seq);
  const leader = heard?.msg.from ?? null;
  because.add('lastHeard', heard);
  const quiet = whySilent(past, node, heard, timeout.seq, because);
  const silentFor = heard === null ? null : timeout.t - heard.t;
  // The timer that ran out was drawn before this event; the state on the event has the next one.
  const drawn = heard === null ? null : (timerAfter(past, node, heard.seq, timeout.seq) ?? null);
  const compared: Compared[] = [{ name: 'silentMs', who: node, value: silentFor === null ? null : silentFor / 1000 }];
  compared.push({ name: 'electionTimeoutMs', who: node, value: drawn === null ? null : drawn / 1000 });
  const to = role.to === 'preCandidate' ? ('preCandidate' as const) : ('candidate' as const);
  const holds = { verdict: 'timedOut', node, term: state.currentTerm, to, leader, silentFor, ...quiet } as const;
  return { holds, rule: rules.electionTimeout, compared, because: because.list(), next: null };
}

/** The timeout that was running: told by the server's first event after the heartbeat was taken in. */
function timerAfter(past: Past, node: string, after: number, before: number): number | null {
  for (let seq = after + 1; seq < before; seq += 1) {
    const event = past.at(seq);
    if (event?.node !== node || !('state' in event) || event.state === undefined) continue;
    return event.state.electionTimeout;
  }
  return null;
}

function whySilent(past: Past, node: string, heard: EventOf<'msg.recv'> | null, upTo: number, because: Causes): Quiet {
  if (heard === null) return { silence: 'neverHeard', lost: 0 };
  const leader = heard.msg.from;
  const between = (event: { readonly seq: number } | null) => event !== null && event.seq > heard.seq;
  const paused = past.last('node.pause', node, () => true, upTo);
  if (between(paused)) {
    because.add('stopped', paused);
    return { silence: 'selfPaused', lost: 0 };
  }
  const later = past.all('msg.send', linkKey(leader, node), heard.seq, ({ msg, seq }) => {
    return seq < upTo && (msg.kind === 'appendEntries' || msg.kind === 'installSnapshot');
  });
  const drops = later.map((sent) => fateOf(past, sent)).filter((fate) => fate !== null && fate.ev === 'msg.drop');
  if (drops.length > 0) return lostOnTheWay(past, leader, node, upTo, drops, because);
  const stop = stopOf(past, leader, upTo);
  if (between(stop) && stop !== null) {
    because.add('stopped', stop);
    return { silence: stop.ev === 'node.pause' ? 'leaderPaused' : 'leaderDown', lost: 0 };
  }
  const fall = past.last('raft.role', leader, ({ role }) => role.from === 'leader', upTo);
  if (between(fall)) {
    because.add('steppedDown', fall);
    return { silence: 'leaderStoodBack', lost: 0 };
  }
  because.add('sent', later[0] ?? null);
  return { silence: later.length > 0 ? 'late' : 'noneSent', lost: 0 };
}

function lostOnTheWay(
  past: Past,
  leader: string,
  node: string,
  upTo: number,
  drops: readonly (EventOf<'msg.drop'> | EventOf<'msg.recv'> | null)[],
  because: Causes,
): Quiet {
  because.add('lost', ...drops.slice(0, 4));
  const isCut = drops.some((drop) => drop !== null && 'why' in drop && drop.why === 'cut');
  if (isCut) because.add('cut', cutOf(past, leader, node, upTo));
  return { silence: isCut ? 'cut' : 'lost', lost: drops.length };
}
