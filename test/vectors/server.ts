/** What the notation of the vectors says in the core's words, and back: names, configurations, logs, snapshots. */
import { crc32 } from '../../core/raft/checksum.ts';
import type { Configuration, Entry, Log, NodeId, RoleName, Snapshot } from '../../core/raft/types.ts';
import type { LogNotation, VoterSets } from './format.ts';

export function nameOf(server: number): NodeId {
  return `S${server}`;
}

export function numberOf(name: NodeId | null): number | null {
  return name === null ? null : Number(name.slice(1));
}

export function nullableNameOf(server: number | null): NodeId | null {
  return server === null ? null : nameOf(server);
}

/** A joint configuration of the vectors ends by itself, as one of the paper does (§6). */
export function configurationOf(sets: VoterSets, learners: readonly number[] = []): Configuration {
  const [incoming = [], outgoing = []] = sets.length > 0 && typeof sets[0] === 'number' ? [sets] : sets;
  return {
    voters: namesOf(incoming),
    outgoing: namesOf(outgoing),
    learners: learners.map(nameOf),
    learnersNext: [],
    autoLeave: namesOf(outgoing).length > 0,
  };
}

function namesOf(servers: number | readonly (number | readonly number[])[]): NodeId[] {
  return (typeof servers === 'number' ? [servers] : servers).flat().map(nameOf);
}

/** `[[1,2,3]]`, or two sets in joint consensus. */
export function voterSetsOf({ voters, outgoing }: Configuration): number[][] {
  return (outgoing.length === 0 ? [voters] : [voters, outgoing]).map(numbersOf);
}

export function numbersOf(names: readonly NodeId[]): number[] {
  return names.map((name) => Number(name.slice(1))).sort((one, other) => one - other);
}

/** Entries of these terms, the first at `firstIndex`; memberships where `changes` says so, else nothing that matters. */
export function entriesOf(
  terms: readonly number[],
  firstIndex = 1,
  changes: ReadonlyMap<number, Configuration> = new Map(),
): Entry[] {
  return terms.map((term, offset) => {
    const index = firstIndex + offset;
    const configuration = changes.get(index);
    return { index, term, payload: configuration ? { kind: 'configuration', configuration } : { kind: 'noop' } };
  });
}

/** A log with or without a compacted prefix, in one form. */
export function partsOf(notation: LogNotation): { snapIndex: number; snapTerm: number; terms: number[] } {
  return 'terms' in notation ? notation : { snapIndex: 0, snapTerm: 0, terms: notation };
}

export function notationOf(log: Log): LogNotation {
  const terms = log.entries.map((entry) => entry.term);
  return log.snapshotIndex === 0 ? terms : { snapIndex: log.snapshotIndex, snapTerm: log.snapshotTerm, terms };
}

/** A whole snapshot of some state machine's text. */
export function snapshotOf(
  { index, term, configurationIndex = 0 }: { index: number; term: number; configurationIndex?: number },
  configuration: Configuration,
  data = `the state machine after ${index}`,
): Snapshot {
  const upTo = { lastIncludedIndex: index, lastIncludedTerm: term };
  return { ...upTo, configuration, configurationIndex, data, checksum: crc32(data) };
}

const roleNames: Readonly<Record<RoleName, string>> = {
  follower: 'follower',
  preCandidate: 'precandidate',
  candidate: 'candidate',
  leader: 'leader',
};

export function roleNotation(role: RoleName): string {
  return roleNames[role];
}
