import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Who wrote a folder: what keeps us from overwriting somebody else's. */
export const MANIFEST_GENERATOR = 'fpga-gen';

/** `manifest.json` of a build folder. */
export const buildManifestSchema = z.object({
  generator: z.literal(MANIFEST_GENERATOR),
  version: z.string(),
  build_id: z.string(),
  files: z.record(z.string(), z.string()).meta({ description: 'sha256 of every other file, by path' }),
});

/** Hexadecimal SHA-256 of a file's content. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
