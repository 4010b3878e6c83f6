/** Examines all data files of one kind before any of them is changed, and repairs what an unfinished write left. */
import { open, readFile, truncate } from 'node:fs/promises';
import { StorageProblem, systemCode } from '../problem.ts';
import { type Scan, scanSegment } from './scan.ts';
import { type SegmentPlace, segmentCodec, segmentName, segmentPath } from './segment.ts';

export interface ExaminedSegment {
  readonly place: SegmentPlace;
  readonly scan: Scan;
}

/**
 * Scans the files in order, changing nothing. Throws `missing` for an absent file and `corrupt` for damage: a file is
 * begun only when the one before is full and safe, so only the last one with records may end in an unfinished write.
 */
export async function examineSegments(places: readonly SegmentPlace[], capacity: number): Promise<ExaminedSegment[]> {
  const examined: ExaminedSegment[] = [];
  for (const place of places) {
    examined.push({ place, scan: await scanSegmentFile(place) });
  }
  examined.forEach(({ place, scan }, at) => {
    const next = examined[at + 1]?.scan;
    const laterIsUsed = next !== undefined && next.records + next.cutRecords > 0;
    const isFull = scan.records === capacity && scan.cutRecords === 0;
    if (laterIsUsed && !isFull) throw incomplete(place, scan, capacity);
  });
  return examined;
}

/** Cuts an unfinished write off the file. Gives the number of records, or pieces of records, that were cut. */
export async function cutUnfinishedWrite({ place, scan }: ExaminedSegment): Promise<number> {
  if (scan.cutRecords === 0) return 0;
  const path = segmentPath(place);
  await truncate(path, scan.goodBytes);
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  return scan.cutRecords;
}

/** Throws `missing` or `corrupt`. */
export async function scanSegmentFile(place: SegmentPlace): Promise<Scan> {
  const name = segmentName(place.kind, place.number);
  const bytes = await readFile(segmentPath(place)).catch((cause: unknown) => {
    if (systemCode(cause) !== 'ENOENT') throw cause;
    throw new StorageProblem(
      'missing',
      `The data file ${name} is missing. Nothing was changed; restore it from a copy.`,
    );
  });
  if (bytes.length === 0) {
    throw new StorageProblem('missing', `The data file ${name} is empty. Nothing was changed; restore it from a copy.`);
  }
  return scanSegment(bytes, segmentCodec(place), name);
}

function incomplete(place: SegmentPlace, scan: Scan, capacity: number): StorageProblem {
  return new StorageProblem(
    'corrupt',
    `${segmentName(place.kind, place.number)} holds ${scan.records} records where ${capacity} were written. ` +
      'Nothing was changed; restore the folder from a copy.',
  );
}
