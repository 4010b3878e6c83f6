/** Errors of the file system in words the user can act on. */

const causes: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space',
  EDQUOT: 'your quota on this disk is used up; free some space',
  EACCES: 'this program may not write there; choose another folder or change its permissions',
  EPERM: 'this program may not write there; choose another folder or change its permissions',
  EROFS: 'the disk is read-only; choose a folder on another disk',
  EEXIST: 'a recording is already there; choose an empty folder',
  ENOENT: 'the folder or file is gone; choose another one',
  ENOTDIR: 'a file stands where a folder is needed; choose another folder',
  EISDIR: 'a folder stands where a file is needed; choose another one',
  EMFILE: 'too many files are open; close some programs',
  EBUSY: 'another program uses it; close that program',
  EXDEV: 'it is on another disk; move it there by hand',
  EIO: 'the disk reported an error; check it and use another one',
};

/** What went wrong and what to do, as the part of a sentence. */
export function causeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return causes[code] ?? (error instanceof Error ? error.message : String(error));
}
