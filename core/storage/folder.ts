/** Brings a node's folder into order before it is opened: first everything is examined, only then anything is changed. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Snapshot } from '../raft/types.ts';
import { removeDurably, UNFINISHED } from './files.ts';
import { type Capacity, MANIFEST_FILE, Manifest, type Owner } from './manifest.ts';
import { StorageProblem } from './problem.ts';
import { cutUnfinishedWrite, type ExaminedSegment, examineSegments, scanSegmentFile } from './segments/recovery.ts';
import { createSegment, type SegmentKind, type SegmentPlace, segmentPath } from './segments/segment.ts';
import { readSnapshot, snapshotName } from './snapshots/snapshot-file.ts';

export interface ReadyFolder {
  readonly manifest: Manifest;
  readonly snapshot: Snapshot | null;
  readonly segments: Readonly<Record<SegmentKind, readonly ExaminedSegment[]>>;
  readonly notices: readonly string[];
}

const DATA_FILE = /^(meta|log)-(\d{8})\.nedb$/;
const SNAPSHOT_FILE = /^snapshot-\d{8}$/;
/** NeDB writes its new version of a file under the name with `~` before it replaces the file. */
const LEFTOVER = new RegExp(`\\.nedb~$|\\${UNFINISHED}$`);
const FIRST = 1;

export interface FirstStart {
  /** Of the files of a new folder. */
  readonly capacity: Capacity;
  /** There was a first start already, so the folder cannot be new. */
  readonly hasRunBefore: boolean;
}

/** Throws a StorageProblem, with the folder's files untouched, unless all that was reported safe is there. */
export async function prepareFolder(folder: string, owner: Owner, first: FirstStart): Promise<ReadyFolder> {
  const names = await readdir(folder);
  const manifest = (await Manifest.read(folder, owner)) ?? (await startFolder(folder, owner, first, names));
  const examine = (kind: SegmentKind) => {
    const places = manifest.files(kind).map((number) => ({ folder, ...owner, kind, number }));
    return examineSegments(places, manifest.capacity[kind]);
  };
  const segments = { meta: await examine('meta'), log: await examine('log') };
  const number = manifest.snapshot;
  const snapshot = number === null ? null : await readSnapshot({ folder, ...owner, number });
  const unlisted = await unlistedSegments(folder, owner, manifest, names);
  await manifest.upgrade();
  const notices = [
    ...(await repair(segments.meta, owner.nodeId, 'change of term or vote', 'changes of term or vote')),
    ...(await repair(segments.log, owner.nodeId, 'record', 'records')),
  ];
  const leftovers = names.filter((name) => LEFTOVER.test(name) || isUnlistedSnapshot(name, number));
  await removeDurably(folder, [...leftovers.map((name) => join(folder, name)), ...unlisted]);
  return { manifest, snapshot, segments, notices };
}

/** A folder without a manifest is new, unless it holds records: then the manifest was lost. */
async function startFolder(
  folder: string,
  owner: Owner,
  { capacity, hasRunBefore }: FirstStart,
  names: readonly string[],
): Promise<Manifest> {
  let holdsData = names.some((name) => SNAPSHOT_FILE.test(name));
  for (const place of dataFiles(folder, owner, names)) holdsData ||= !(await isEmpty(place));
  if (holdsData) {
    throw new StorageProblem(
      'missing',
      `The file ${MANIFEST_FILE} is missing in ${folder}, which holds data. Nothing was changed; restore it from a copy.`,
    );
  }
  if (hasRunBefore) {
    throw new StorageProblem(
      'missing',
      `The data of ${owner.nodeId} is missing in ${folder}, though it has run before: without it, it might vote twice. ` +
        'It does not start; put a new server in its place (member.replace).',
    );
  }
  await createSegment({ folder, ...owner, kind: 'meta', number: FIRST });
  await createSegment({ folder, ...owner, kind: 'log', number: FIRST });
  return Manifest.create(folder, owner, capacity);
}

/**
 * Data files the manifest does not list, to be removed: older ones whose removal was cut short, and a prepared one whose
 * entry in the manifest was. A later one with records means that the manifest is not the newest.
 */
async function unlistedSegments(
  folder: string,
  owner: Owner,
  manifest: Manifest,
  names: readonly string[],
): Promise<string[]> {
  const unlisted = dataFiles(folder, owner, names).filter(({ kind, number }) => !manifest.files(kind).includes(number));
  for (const place of unlisted) {
    const isOlder = manifest.files(place.kind).every((number) => number > place.number);
    if (isOlder || (await isEmpty(place))) continue;
    throw new StorageProblem(
      'corrupt',
      `${segmentPath(place)} holds records but the manifest does not list it: the manifest is an old copy. Nothing was changed.`,
    );
  }
  return unlisted.map(segmentPath);
}

/** An older one whose removal was cut short, or a newer one whose entry in the manifest was: it never came into force. */
function isUnlistedSnapshot(name: string, listed: number | null): boolean {
  return SNAPSHOT_FILE.test(name) && (listed === null || name !== snapshotName(listed));
}

function dataFiles(folder: string, owner: Owner, names: readonly string[]): SegmentPlace[] {
  return names.flatMap((name) => {
    const [, kind, digits] = DATA_FILE.exec(name) ?? [];
    return kind === 'meta' || kind === 'log' ? [{ folder, ...owner, kind, number: Number(digits) }] : [];
  });
}

async function isEmpty(place: SegmentPlace): Promise<boolean> {
  try {
    const scan = await scanSegmentFile(place);
    return scan.records + scan.cutRecords === 0;
  } catch (cause) {
    if (cause instanceof StorageProblem) return false;
    throw cause;
  }
}

async function repair(
  segments: readonly ExaminedSegment[],
  nodeId: string,
  one: string,
  many: string,
): Promise<string[]> {
  let cut = 0;
  for (const segment of segments) cut += await cutUnfinishedWrite(segment);
  if (cut === 0) return [];
  const [what, were, they] = cut === 1 ? [one, 'was', 'it was'] : [many, 'were', 'they were'];
  return [`${nodeId}: ${cut} ${what} of an unfinished write ${were} cut; ${they} never acknowledged.`];
}
