/** Runs every case of a folder of vectors against core/ and says what became of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { judgeInvariants } from '../check/invariant-vectors.ts';
import { reasonToSkip } from './features.ts';
import { type Vector, type VectorFile, vectorFile } from './format.ts';
import { judgeScenario } from './scenario/check.ts';
import { judgeClientSession } from './suites/clients/client-session.ts';
import { judgeReadIndex } from './suites/clients/read-index.ts';
import { judgeElectionTally } from './suites/elections/election-tally.ts';
import { judgeFigure7 } from './suites/elections/figure7.ts';
import { judgeLeaderStickiness } from './suites/elections/leader-stickiness.ts';
import { judgeLeaderTransfer } from './suites/elections/leader-transfer.ts';
import { judgePreVote } from './suites/elections/prevote.ts';
import { judgeConfChange } from './suites/membership/conf-change.ts';
import { judgeOneServer } from './suites/one-server.ts';
import { judgePersistence } from './suites/persistence.ts';
import { judgeQuorumIndex, judgeQuorumVote } from './suites/quorums.ts';
import { judgeConflictHint } from './suites/replication/conflict-hint.ts';
import { judgeLeaderCommit } from './suites/replication/leader-commit.ts';
import { judgeLeaderProgress } from './suites/replication/leader-progress.ts';
import { judgeSnapshot } from './suites/replication/snapshot.ts';
import { failed, skipped, type Verdict } from './verdict.ts';

/** By the suite's name in its file. */
const judges: Readonly<Record<string, (vector: Vector) => Verdict | Promise<Verdict>>> = {
  'vote-grant': judgeOneServer,
  'election-tally': judgeElectionTally,
  'append-entries': judgeOneServer,
  'conflict-hint': judgeConflictHint,
  'figure7-convergence': judgeFigure7,
  'leader-commit': judgeLeaderCommit,
  'quorum-index': judgeQuorumIndex,
  'quorum-vote': judgeQuorumVote,
  'role-term': judgeOneServer,
  'leader-progress': judgeLeaderProgress,
  prevote: judgePreVote,
  'leader-stickiness': judgeLeaderStickiness,
  'leader-transfer': judgeLeaderTransfer,
  'read-index': judgeReadIndex,
  snapshot: judgeSnapshot,
  'conf-change': judgeConfChange,
  persistence: judgePersistence,
  'client-session': judgeClientSession,
  'scenario-election': judgeScenario,
  'scenario-replication': judgeScenario,
  'scenario-membership': judgeScenario,
  invariants: judgeInvariants,
};

export interface CaseReport {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
}

export interface SuiteReport {
  readonly suite: string;
  readonly cases: readonly CaseReport[];
}

/** The folder or a file in it is not what `npm run vectors` reads; the message says which and why. */
export class BadVectors extends Error {
  override readonly name = 'BadVectors';
}

/** Reads every `*.json` of the folder, in order of their names. Throws BadVectors. */
export function readVectors(folder: string): VectorFile[] {
  const names = listFolder(folder).filter((name) => name.endsWith('.json'));
  if (names.length === 0) throw new BadVectors(`${folder} holds no *.json files.`);
  return names.sort().map((name) => readVectorFile(join(folder, name)));
}

export async function runSuite(file: VectorFile): Promise<SuiteReport> {
  const cases: CaseReport[] = [];
  for (const vector of file.cases) {
    cases.push({ id: vector.id, title: vector.title, verdict: await judge(file, vector) });
  }
  return { suite: file.suite, cases };
}

async function judge(file: VectorFile, vector: Vector): Promise<Verdict> {
  const reason = reasonToSkip(file, vector);
  if (reason !== null) return skipped(reason);
  const judgeCase = judges[file.suite];
  if (judgeCase === undefined) return failed(`no judge for the suite ${file.suite}`);
  try {
    return await judgeCase(vector);
  } catch (error) {
    return failed(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new BadVectors(`${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readVectorFile(path: string): VectorFile {
  try {
    return v.parse(vectorFile, JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new BadVectors(`${path} is not a file of vectors: ${error instanceof Error ? error.message : String(error)}`);
  }
}
