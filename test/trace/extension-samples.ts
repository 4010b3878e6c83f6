/** The decisions beyond Figure 2 with each of their reasons: membership, snapshots, reads, the handing over of the lead. */
import type { EventOf } from '../../core/trace/events.ts';
import type { EventDraft } from '../../core/trace/recorder.ts';
import type { Server } from './decision-samples.ts';

/** A membership in the trace's plain arrays. */
interface Membership {
  readonly voters: string[];
  readonly outgoing: string[];
  readonly learners: string[];
  readonly learnersNext: string[];
  readonly autoLeave: boolean;
}

export const simple: Membership = {
  voters: ['S1', 'S2', 'S3'],
  outgoing: [],
  learners: [],
  learnersNext: [],
  autoLeave: false,
};

export const joint: Membership = {
  voters: ['S1', 'S2', 'S4'],
  outgoing: ['S1', 'S2', 'S3'],
  learners: ['S5'],
  learnersNext: ['S3'],
  autoLeave: true,
};

const operations = [
  { op: 'voter', id: 'S4' },
  { op: 'learner', id: 'S5' },
  { op: 'remove', id: 'S3' },
] as const;

type ChangeRefusal = NonNullable<EventOf<'raft.change'>['change']['why']>;
const changeRefusals = [
  'noVoters',
  'tooManyVoterChanges',
  'joint',
  'notJoint',
  'noChange',
  'notLeader',
  'transferring',
  'changeInProgress',
  'noOwnTermCommit',
  'notCaughtUp',
] as const satisfies readonly ChangeRefusal[];

function changes(server: Server): EventDraft[] {
  const change = { operations: [...operations], accepted: true, why: null };
  return [
    ...(['appended', 'rolledBack', 'installed'] as const).map(
      (why): EventDraft => ({
        ...server,
        ev: 'raft.configuration',
        configuration: { index: 6, inForce: why === 'appended' ? joint : simple, why },
      }),
    ),
    { ...server, ev: 'raft.change', change: { ...change, kind: 'simple' } },
    { ...server, ev: 'raft.change', change: { ...change, kind: 'joint' } },
    { ...server, ev: 'raft.change', change: { ...change, kind: 'leaveJoint', operations: [] } },
    ...changeRefusals.map(
      (why): EventDraft => ({
        ...server,
        ev: 'raft.change',
        change: { ...change, kind: 'joint', accepted: false, why },
      }),
    ),
    {
      ...server,
      ev: 'raft.catchUp',
      catchUp: { peer: 'S4', round: 1, targetIndex: 9, lastRoundMs: null, isDone: false },
    },
    {
      ...server,
      ev: 'raft.catchUp',
      catchUp: { peer: 'S4', round: 2, targetIndex: 9, lastRoundMs: 400, isDone: false },
    },
    {
      ...server,
      ev: 'raft.catchUp',
      catchUp: { peer: 'S4', round: 2, targetIndex: 9, lastRoundMs: 40.5, isDone: true },
    },
  ];
}

const transferRefusals = ['notLeader', 'leadsAlready', 'notMember', 'notVoter', 'inProgress'] as const;

function leading(server: Server): EventDraft[] {
  const transfer = { target: 'S2', why: null } as const;
  return [
    { ...server, ev: 'raft.quorum', quorum: { heardFrom: [], missing: ['S2', 'S3'] } },
    { ...server, ev: 'raft.quorum', quorum: { heardFrom: ['S2'], missing: ['S3', 'S4', 'S5'] } },
    { ...server, ev: 'raft.transfer', transfer: { ...transfer, stage: 'begun' } },
    { ...server, ev: 'raft.transfer', transfer: { ...transfer, stage: 'begun', why: 'targetBehind' } },
    { ...server, ev: 'raft.transfer', transfer: { ...transfer, stage: 'asked' } },
    ...transferRefusals.map(
      (why): EventDraft => ({ ...server, ev: 'raft.transfer', transfer: { ...transfer, stage: 'refused', why } }),
    ),
    ...(['timeLimit', 'targetRemoved', 'replaced'] as const).map(
      (why): EventDraft => ({ ...server, ev: 'raft.transfer', transfer: { ...transfer, stage: 'abandoned', why } }),
    ),
  ];
}

const chunkReasons = [
  'taken',
  'gap',
  'repeated',
  'badChecksum',
  'notNewer',
  'matchesLog',
  'staleTerm',
] as const satisfies readonly EventOf<'raft.chunk'>['chunk']['why'][];

function snapshots(server: Server): EventDraft[] {
  const compact = {
    lastIncludedIndex: 5,
    lastIncludedTerm: 3,
    configuration: simple,
    configurationIndex: 0,
    length: 900,
    why: 'installed',
    keepsLog: true,
  } as const;
  const chunk = { from: 'S2', lastIncludedIndex: 5, offset: 0, length: 600, done: false };
  return [
    { ...server, ev: 'log.compact', compact: { ...compact, why: 'taken' } },
    { ...server, ev: 'log.compact', compact },
    { ...server, ev: 'log.compact', compact: { ...compact, keepsLog: false } },
    ...chunkReasons.map((why): EventDraft => ({ ...server, ev: 'raft.chunk', chunk: { ...chunk, why } })),
    { ...server, ev: 'raft.chunk', chunk: { ...chunk, offset: 600, length: 300, done: true, why: 'taken' } },
  ];
}

function reads(server: Server): EventDraft[] {
  const waits = { readId: 3, from: null, stage: 'waits', readIndex: null, round: null } as const;
  const ready = { ...waits, stage: 'ready', readIndex: 5 } as const;
  return [
    { ...server, ev: 'raft.read', read: { ...waits, why: 'ownTermCommit' } },
    { ...server, ev: 'raft.read', read: { ...waits, why: 'confirmation', readIndex: 5, round: 7 } },
    { ...server, ev: 'raft.read', read: { ...waits, why: 'leadersAnswer' } },
    { ...server, ev: 'raft.read', read: { ...ready, why: 'leadersAnswer' } },
    { ...server, ev: 'raft.read', read: { ...ready, why: 'confirmed', from: 'S2' } },
    { ...server, ev: 'raft.read', read: { ...ready, why: 'lease' } },
    { ...server, ev: 'raft.read', read: { ...waits, stage: 'failed', why: 'notLeader' } },
  ];
}

export function extensionSamples(server: Server): EventDraft[] {
  return [...changes(server), ...leading(server), ...snapshots(server), ...reads(server)];
}
