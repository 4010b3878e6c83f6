/** Recordings in words. */
import type { RecordingDescription } from '../../../core/contract/recordings.ts';
import { countText, durationText } from '../../parts/format.ts';

/** `12 MB`, `0.4 MB`. */
export function sizeText(bytes: number): string {
  const megabytes = bytes / 1e6;
  if (bytes < 100_000) return `${countText(Math.ceil(bytes / 1000))} kB`;
  return megabytes < 10 ? `${megabytes.toFixed(1)} MB` : `${countText(Math.round(megabytes))} MB`;
}

export function dateText(iso: string | null): string {
  const date = new Date(iso ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return 'unknown';
  return date.toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
}

export function lengthText({ durationMicros, isGrowing }: RecordingDescription): string {
  if (isGrowing) return 'running';
  return durationMicros === null ? 'unknown' : durationText(durationMicros);
}

export function eventsText({ events, lastSeq }: RecordingDescription): string {
  const known = events ?? lastSeq;
  return known === null ? 'unknown' : countText(known);
}

/** `lab-1, run 3`: the run's number is what its name ends with. */
export function runNameOf({ name, run }: RecordingDescription): string {
  const number = /-([0-9]+)$/.exec(run)?.[1];
  return number === undefined ? name : `${name}, run ${number}`;
}

/** `The split vote, lab-1, run 3`: two recordings may have the same title. */
export function fullNameOf(recording: RecordingDescription): string {
  const run = runNameOf(recording);
  return recording.title === '' ? run : `${recording.title}, ${run}`;
}
