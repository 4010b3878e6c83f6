/** File 15, the chunks of a snapshot as they arrive at a follower (Figure 13). */
import * as v from 'valibot';
import { crc32 } from '../../../../core/raft/checksum.ts';
import type { Output } from '../../../../core/raft/duties.ts';
import type { InstallSnapshot } from '../../../../core/raft/messages.ts';
import { step } from '../../../../core/raft/step.ts';
import type { RaftState } from '../../../../core/raft/types.ts';
import type { Vector } from '../../format.ts';
import { configurationOf } from '../../server.ts';
import { NOW, serverGiven, serverOf } from '../../server-given.ts';
import { compare, type Verdict } from '../../verdict.ts';
import { happen } from '../one-server.ts';

/** `3-10`: the term and the index of the last included entry. */
const snapshotId = v.optional(v.pipe(v.string(), v.regex(/^\d+-\d+$/)), '3-10');
const situation = v.strictObject({ stored: v.nullable(v.number()), term: v.optional(v.number(), 4), snapshotId });
const chunkNotation = v.strictObject({
  offset: v.number(),
  bytes: v.number(),
  done: v.boolean(),
  snapshotId: v.optional(v.string()),
});

export function judgeChunk(vector: Vector): Verdict {
  const { stored, term, snapshotId: begun } = v.parse(situation, vector.given);
  const state = serverOf(v.parse(serverGiven, { term }));
  if ('message' in vector.when) {
    if (stored !== null) receive(state, chunkOf({ id: begun, offset: 0, length: stored, whole: stored + 1 }));
    return compare(vector.then ?? {}, seen(state, happen(state, { ...emptyRequest, ...vector.when })));
  }
  const { offset, bytes, done, snapshotId: id = begun } = v.parse(chunkNotation, vector.when);
  const whole = offset + bytes + (done ? 0 : 1);
  const wholeBefore = id === begun ? whole : (stored ?? 0) + 1;
  if (stored !== null) receive(state, chunkOf({ id: begun, offset: 0, length: stored, whole: wholeBefore }));
  return compare(vector.then ?? {}, seen(state, receive(state, chunkOf({ id, offset, length: bytes, whole }))));
}

const emptyRequest = { prevIndex: 0, prevTerm: 0, entries: [], leaderCommit: 0 };

/** How much of a snapshot is stored, and whether it took the state machine's place. */
function seen({ incoming }: RaftState, { install }: Output) {
  return { stored: install?.data.length ?? incoming?.text.length ?? null, installed: install !== null };
}

interface Piece {
  readonly id: string;
  readonly offset: number;
  readonly length: number;
  readonly whole: number;
}

/** A piece of a text of `whole` letters; the last one when it reaches the end. */
function chunkOf({ id, offset, length, whole }: Piece): Omit<InstallSnapshot, 'term'> {
  const [lastIncludedTerm = 0, lastIncludedIndex = 0] = id.split('-').map(Number);
  return {
    kind: 'installSnapshot',
    from: 'S2',
    to: 'S1',
    lastIncludedIndex,
    lastIncludedTerm,
    configuration: configurationOf([1, 2, 3]),
    snapshotConfigurationIndex: 0,
    checksum: crc32('s'.repeat(whole)),
    offset,
    data: 's'.repeat(length),
    done: offset + length === whole,
    configurationIndex: 0,
  };
}

function receive(state: RaftState, chunk: Omit<InstallSnapshot, 'term'>): Output {
  return step(state, { kind: 'receive', message: { ...chunk, term: state.currentTerm } }, NOW);
}
