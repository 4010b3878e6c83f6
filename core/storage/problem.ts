/** Storage errors with a code and a sentence, and how a system error becomes one. */
import type { PortError } from '../node/ports.ts';

/** Ours: folderBusy, corrupt, foreign, newerFormat, missing, closed. Everything else is the system's own code. */
export class StorageProblem extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free some space, then start the node again.',
  EDQUOT: 'The disk quota is used up. Free some space, then start the node again.',
  EIO: 'The disk reported an error. Check the disk, then start the node again.',
  EROFS: 'The disk is read-only. Make it writable, then start the node again.',
  EACCES: 'The folder or a file in it may not be read and written. Change its permissions, then start the node again.',
  EPERM: 'The folder or a file in it may not be read and written. Change its permissions, then start the node again.',
  EMFILE: 'The system has no file handles left. Close other programs, then start the node again.',
  ENOENT: 'A file or folder of the node has been removed. Restore the folder, then start the node again.',
};

/** What went wrong, for the user, beginning with the node's name. */
export function toPortError(nodeId: string, cause: unknown): PortError {
  if (cause instanceof StorageProblem) return { code: cause.code, message: `${nodeId}: ${cause.message}` };
  const code = systemCode(cause);
  const detail = cause instanceof Error ? cause.message : String(cause);
  return { code, message: `${nodeId}: ${ADVICE[code] ?? 'The storage failed.'} (${detail})` };
}

/** NeDB hides the cause of a failed flush behind an error without a code; that is an input/output error. */
export function systemCode(cause: unknown): string {
  if (typeof cause !== 'object' || cause === null) return 'EIO';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return 'errorOnFsync' in cause ? systemCode(cause.errorOnFsync) : 'EIO';
}
