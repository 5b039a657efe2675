import { join } from 'node:path';
import { hashMismatches, readManifest } from '../../generator/design/hashes.ts';
import { sha256 } from '../../generator/design/manifest-file.ts';
import { FpgaGenError } from '../../generator/errors.ts';
import { refusal } from './design-document.ts';

/**
 * Refuses a design.json that is not what the build wrote: all sizes of the simulation come from it, so that a wrong number
 * could keep it busy for ever.
 * @throws InputError
 */
export function requireIntactDesign(folder: string, text: string): void {
  if (readManifest(folder).files['design.json'] === sha256(text)) return;
  throw notAsBuilt(folder, 'design.json');
}

/**
 * Works on a build folder. Where that fails for a reason of our own and a file is not what the build wrote, the file is to blame.
 * @throws InputError that names the file
 */
export async function blamingDamage<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FpgaGenError) throw error;
    const damaged = (await hashMismatches(folder, readManifest(folder))).find(isRead);
    if (damaged === undefined) throw error;
    throw Object.assign(notAsBuilt(folder, damaged), { cause: error });
  }
}

/** Whether the simulator reads a file of a build. */
function isRead(path: string): boolean {
  return path.startsWith('mem/') || path === 'design.json' || path === 'tokenizer.json';
}

function notAsBuilt(folder: string, path: string): Error {
  return refusal(
    join(folder, path),
    'must be as the build wrote it',
    'a file whose hash is not that of manifest.json',
  );
}
