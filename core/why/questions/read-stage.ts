/** Where a read stands at the server that has it: what its last note waits for (thesis 6.4). */
import type { EventOf } from '../../trace/events.ts';
import { linkKey } from '../../trace/fold/faults.ts';
import { votersOf } from '../../trace/membership.ts';
import type { NodeView } from '../../trace/view-types.ts';
import type { Compared, Finding } from '../answer.ts';
import type { Hindrance } from '../holds.ts';
import type { Causes } from '../parts/causes.ts';
import { storedUpTo } from '../parts/commit-counts.ts';
import { delayedOn } from '../parts/held.ts';
import { Majorities, majorityFacts } from '../parts/majorities.ts';
import { hindranceBothWays, sendingOf } from '../parts/reach.ts';
import type { Past } from '../past.ts';
import { rules } from '../rules.ts';

type ReadEvent = EventOf<'raft.read'>;

export function explainNote(past: Past, server: string, note: ReadEvent, because: Causes): Finding<'read'> {
  const { stage, why, readIndex } = note.read;
  because.add(stage === 'waits' ? 'waits' : 'decided', note);
  if (stage === 'failed') return { ...base(because), holds: { verdict: 'failed', server } };
  const node = past.node(server);
  if (stage === 'ready' && readIndex !== null && node !== null && node.state.lastApplied < readIndex) {
    return waitsForApply(server, node, readIndex, because);
  }
  if (stage === 'ready' || node === null) return { ...base(because), holds: { verdict: 'answerUnderWay', server } };
  if (why === 'leadersAnswer') return waitsForLeader(past, server, note, because);
  return why === 'ownTermCommit' && !hasOwnTermCommit(past, node)
    ? waitsForOwnTerm(past, node, because)
    : waitsForConfirmation(past, node, note, because);
}

function base(because: Causes): Omit<Finding<'read'>, 'holds'> {
  return { rule: rules.readIndex, compared: [], because: because.list(), next: null };
}

function waitsForApply(server: string, { state }: NodeView, readIndex: number, because: Causes): Finding<'read'> {
  const compared: Compared[] = [
    { name: 'readIndex', who: server, value: readIndex },
    { name: 'lastApplied', who: server, value: state.lastApplied },
    { name: 'commitIndex', who: server, value: state.commitIndex },
  ];
  const holds = { verdict: 'waitsForApply', server, readIndex, lastApplied: state.lastApplied } as const;
  return { ...base(because), holds, compared, next: { what: 'applies', who: [server], count: null } };
}

/** A new leader does not know how far its predecessors committed before it has committed an entry of its own term. */
function hasOwnTermCommit(past: Past, { id, state }: NodeView): boolean {
  const own = ({ append, state: then }: EventOf<'log.append'>) =>
    append.why !== 'fromLeader' && then.currentTerm === state.currentTerm;
  const first = past.all('log.append', id, 0, own)[0]?.append.entries[0];
  return first !== undefined && state.commitIndex >= first.index;
}

function waitsForOwnTerm(past: Past, node: NodeView, because: Causes): Finding<'read'> {
  const { id, state, configuration } = node;
  const entry = node.log.find(({ term }) => term === state.currentTerm) ?? null;
  if (entry !== null) {
    because.add(
      'appended',
      past.last('log.append', id, ({ append }) => append.entries.some(({ index }) => index === entry.index)),
    );
  }
  const needs = entry?.index ?? 0;
  const stores = votersOf(configuration).filter((each) => storedUpTo(node, each) >= needs);
  const majorities = new Majorities(configuration, new Set(stores));
  const missing = hindrances(past, id, majorities.wanted, because);
  const compared: Compared[] = votersOf(configuration).map((who) => ({
    name: who === id ? 'durableIndex' : 'matchIndex',
    who,
    value: storedUpTo(node, who),
  }));
  compared.push(...majorityFacts('stored', majorities.counts));
  compared.push({ name: 'commitIndex', who: id, value: state.commitIndex });
  compared.push({ name: 'currentTerm', who: id, value: state.currentTerm });
  const holds = {
    verdict: 'waitsForOwnTerm',
    server: id,
    term: state.currentTerm,
    index: entry?.index ?? null,
  } as const;
  const who = missing.map(({ server }) => server);
  return { ...base(because), holds, compared, next: { what: 'ownTermCommit', who, count: needs } };
}

function hindrances(past: Past, from: string, servers: readonly string[], because: Causes): Hindrance[] {
  const found = servers.filter((server) => server !== from).map((server) => hindranceOf(past, from, server));
  because.hindered(...found);
  return found;
}

function hindranceOf(past: Past, from: string, server: string): Hindrance {
  const blocked = hindranceBothWays(past, from, server);
  const delayed = blocked ?? delayedOn(past, from, server, server) ?? delayedOn(past, server, from, server);
  return delayed ?? { server, why: 'onItsWay', seq: null };
}

function waitsForConfirmation(past: Past, node: NodeView, note: ReadEvent, because: Causes): Finding<'read'> {
  const { id, configuration } = node;
  const voters = votersOf(configuration);
  const round = roundOf(past, id, voters, note.seq);
  const answers = voters.map((peer) => (peer === id ? null : answerTo(past, id, peer, round, note.seq)));
  const answered = voters.filter((peer, at) => peer === id || (answers[at] ?? null) !== null);
  because.add('counted', ...answers);
  const { counts, wanted, lacking } = new Majorities(configuration, new Set(answered));
  const missing = hindrances(past, id, wanted, because);
  const compared: Compared[] = [
    ...voters.map(
      (who) => ({ name: 'round', who, value: answered.includes(who) ? (round ?? 0) : 'no answer' }) as const,
    ),
    ...majorityFacts('votes', counts),
  ];
  const facts = { round: round ?? note.read.round, answered, ...counts, missing };
  const holds = { verdict: 'waitsForConfirmation', server: id, ...facts } as const;
  const next = { what: 'roundAnswered', who: wanted, count: lacking } as const;
  return { ...base(because), holds, compared, next };
}

/** The first round that was sent after the read was noted; null when none was. */
function roundOf(past: Past, leader: string, voters: readonly string[], after: number): number | null {
  let round: number | null = null;
  for (const peer of voters) {
    const link = linkKey(leader, peer);
    const isBeat = ({ msg }: EventOf<'msg.send'>) => msg.kind === 'appendEntries';
    const before = past.last('msg.send', link, isBeat, after)?.msg.round ?? 0;
    const fresh = past.first('msg.send', link, after, (event) => isBeat(event) && (event.msg.round ?? 0) > before);
    if (fresh?.msg.round !== undefined) round = Math.min(round ?? fresh.msg.round, fresh.msg.round);
  }
  return round;
}

/** The receipt of the peer's first answer to the round or a later one. */
function answerTo(past: Past, leader: string, peer: string, round: number | null, after: number) {
  if (round === null) return null;
  return past.first('msg.recv', linkKey(peer, leader), after, ({ msg }) => {
    return msg.kind === 'appendEntriesReply' && (sendingOf(past, msg)?.msg.round ?? 0) >= round;
  });
}

/** A follower asked its leader how far it must have applied. */
function waitsForLeader(past: Past, server: string, note: ReadEvent, because: Causes): Finding<'read'> {
  const leader = note.state.leaderId ?? '';
  const asked = past.first('msg.send', linkKey(server, leader), note.seq, ({ msg }) => msg.kind === 'readIndex');
  const isSame = ({ read }: ReadEvent) => read.from === server && read.readId === note.read.readId;
  const there = past.last('raft.read', leader, isSame);
  because.add('asked', asked).add('waits', there);
  const hindrance = hindranceBothWays(past, server, leader) ?? delayedOn(past, server, leader, leader);
  because.hindered(hindrance);
  const holds = { verdict: 'waitsForLeader', server, leader, hindrance } as const;
  return { ...base(because), holds, next: { what: 'delivered', who: [leader], count: null } };
}
