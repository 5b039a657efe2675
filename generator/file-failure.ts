import { InputError } from './errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'it exists already',
  ENOTEMPTY: 'someone else wrote to it meanwhile',
  EROFS: 'its file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its symbolic links lead in a circle',
  EMFILE: 'too many files are open',
};

/**
 * The InputError for a file or folder named by the user that the system would not let us read or write;
 * any other error comes back as it was.
 *
 * @param subject what the user knows it as, such as `model /tmp/model.json` or `--vcd out.vcd`
 */
export function fileFailure(
  subject: string,
  verb: 'read' | 'written',
  error: unknown,
  hint?: string,
): unknown {
  const code = errorCode(error);
  if (error instanceof InputError || code === undefined) return error;
  return new InputError({ subject, rule: `cannot be ${verb}: ${REASONS[code] ?? code}`, hint });
}

/** True for failures of a write that are no one's bug, whichever file they hit. */
export function isDeviceFailure(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EROFS'].includes(errorCode(error) ?? '');
}

/** `ENOENT` and the like of an error that came from the operating system, else nothing. */
export function errorCode(error: unknown): string | undefined {
  const isSystemError = error instanceof Error && 'syscall' in error && 'code' in error;
  return isSystemError ? String(error.code) : undefined;
}
