import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { MANIFEST_GENERATOR } from '../design/manifest-file.ts';
import { InputError } from '../errors.ts';
import { errorCode, fileFailure, isDeviceFailure } from '../file-failure.ts';

/** What a folder of ours holds: `content` in its manifest.json, which a build leaves out. Neither replaces the other. */
export type FolderContent = 'build' | 'model';

export interface OutputFolderOptions {
  /** Replace an earlier folder of this content. Nothing else is ever replaced. */
  readonly force: boolean;
  readonly content: FolderContent;
}

/** How messages name a folder that `force` replaces. */
const EARLIER: Readonly<Record<FolderContent, string>> = { build: 'build', model: 'import' };

/**
 * Writes the folder `target` as a whole or not at all. `write` fills a temporary folder beside it, which
 * takes the place of `target` by a rename once `write` has returned. If `write` throws, if the process ends
 * or is interrupted, `target` is as it was and the temporary folder is gone; only after a SIGKILL or a loss
 * of power may a folder `.fpga-gen-…` stay behind.
 *
 * An existing folder is replaced if it is empty, or if it is an earlier one of the same content and `force` is set.
 *
 * @throws InputError when `target` may not be written or replaced, or the device is full.
 */
export async function writeOutputFolder<Result>(
  target: string,
  options: OutputFolderOptions,
  write: (folder: string) => Promise<Result>,
): Promise<Result> {
  const path = checkedPath(target);
  requireReplaceable(target, path, options);
  const staging = createStaging(target, path);
  const release = removeOnExit(staging);
  try {
    const result = await write(staging.fresh);
    requireReplaceable(target, path, options);
    swapIn(path, staging);
    return result;
  } catch (error) {
    throw isDeviceFailure(error) ? unwritable(target, error) : error;
  } finally {
    release();
  }
}

/** A folder beside the target, so that both are on one device, with room for the new and the old content. */
interface Staging {
  readonly folder: string;
  readonly fresh: string;
  readonly old: string;
  /** Parent folders of the target that did not exist before, the deepest first. */
  readonly createdParents: readonly string[];
}

function checkedPath(target: string): string {
  if (target === '')
    throw new InputError({ subject: 'output folder', rule: 'must have a name', received: target });
  if (target.includes('\0')) {
    throw new InputError({
      subject: 'output folder',
      rule: 'must not contain a NUL character',
      received: target,
    });
  }
  return resolve(target);
}

function requireReplaceable(target: string, path: string, { force, content }: OutputFolderOptions): void {
  const kind = kindOf(target, path, content);
  if (kind === 'absent') return;
  const refuse = (rule: string, hint: string): InputError =>
    new InputError({ subject: `output folder ${target}`, rule, hint });
  if (kind === 'link') throw refuse('is a symbolic link', 'name the folder that it leads to');
  if (kind === 'other') throw refuse('is not a folder', 'choose another name');
  if (holdsCurrentFolder(path)) {
    throw refuse('must not be the current folder or one above it', 'go elsewhere, and name it from there');
  }
  if (kind === 'empty') return;
  if (kind === 'foreign') {
    throw refuse(
      `has content that is no ${EARLIER[content]} of fpga-gen`,
      'choose another name, or move that content away',
    );
  }
  if (!force) throw refuse('exists', `use --force to replace this earlier ${EARLIER[content]}`);
}

function kindOf(
  target: string,
  path: string,
  content: FolderContent,
): 'absent' | 'link' | 'other' | 'empty' | 'ours' | 'foreign' {
  try {
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status === undefined) return 'absent';
    if (status.isSymbolicLink()) return 'link';
    if (!status.isDirectory()) return 'other';
    if (readdirSync(path).length === 0) return 'empty';
    return isOurs(path, content) ? 'ours' : 'foreign';
  } catch (error) {
    throw unwritable(target, error);
  }
}

function isOurs(path: string, wanted: FolderContent): boolean {
  const manifest = join(path, 'manifest.json');
  if (lstatSync(manifest, { throwIfNoEntry: false })?.isFile() !== true) return false;
  try {
    const found: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
    return (
      typeof found === 'object' &&
      found !== null &&
      'generator' in found &&
      found.generator === MANIFEST_GENERATOR &&
      ('content' in found ? found.content : 'build') === wanted
    );
  } catch {
    return false;
  }
}

function holdsCurrentFolder(path: string): boolean {
  const way = relative(realpathSync(path), realpathSync(process.cwd()));
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`));
}

function createStaging(target: string, path: string): Staging {
  const parent = dirname(path);
  const staging: { folder: string; fresh: string; old: string; createdParents: readonly string[] } = {
    folder: '',
    fresh: '',
    old: '',
    createdParents: [],
  };
  try {
    staging.createdParents = foldersDownTo(parent, mkdirSync(parent, { recursive: true }));
    staging.folder = mkdtempSync(join(parent, '.fpga-gen-'));
    // mkdtemp makes a private folder; the one inside gets the permissions of the user's umask.
    staging.fresh = join(staging.folder, 'new');
    staging.old = join(staging.folder, 'old');
    mkdirSync(staging.fresh);
    return staging;
  } catch (error) {
    removeStaging(staging);
    throw unwritable(target, error);
  }
}

/** The folders from `bottom` up to `top`, both included; none when there is no `top`. */
function foldersDownTo(bottom: string, top: string | undefined): readonly string[] {
  if (top === undefined) return [];
  return bottom === top ? [bottom] : [bottom, ...foldersDownTo(dirname(bottom), top)];
}

/** Puts the new folder in place. Synchronous, so that no signal handler of ours runs between the renames. */
function swapIn(path: string, { fresh, old }: Staging): void {
  const replaces = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  try {
    if (replaces) renameSync(path, old);
    renameSync(fresh, path);
    rmSync(old, { recursive: true, force: true });
  } catch (error) {
    if (replaces && lstatSync(path, { throwIfNoEntry: false }) === undefined) renameSync(old, path);
    throw unwritable(path, error);
  }
}

/** Sees to it that the staging folder goes however the process ends; returns what removes it now. */
function removeOnExit(staging: Staging): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const remove = (): void => removeStaging(staging);
  const release = (): void => {
    process.off('exit', remove);
    for (const signal of signals) process.off(signal, interrupted);
    remove();
  };
  const interrupted = (signal: NodeJS.Signals): void => {
    release();
    process.kill(process.pid, signal);
  };
  process.on('exit', remove);
  for (const signal of signals) process.on(signal, interrupted);
  return release;
}

/** Removes the new folder, if it is still there; an earlier build that could not be put back stays. */
function removeStaging({ folder, fresh, createdParents }: Staging): void {
  try {
    if (fresh !== '') rmSync(fresh, { recursive: true, force: true });
    if (folder !== '' && readdirSync(folder).length === 0) rmdirSync(folder);
  } catch (error) {
    process.emitWarning(`fpga-gen could not remove its temporary folder ${folder}: ${errorCode(error)}`);
  }
  for (const parent of createdParents) {
    try {
      rmdirSync(parent);
    } catch {
      return; // It holds the finished build, or what someone else has put there.
    }
  }
}

function unwritable(target: string, error: unknown): unknown {
  return fileFailure(`output folder ${target}`, 'written', error);
}
