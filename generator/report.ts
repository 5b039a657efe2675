import { z } from 'zod';
import { readFolderDocument } from './design/folder-document.ts';
import { hashMismatches, readManifest } from './design/hashes.ts';
import { type ReportResult, reportFileSchema } from './schema/report.ts';

const designSchema = z.looseObject({
  format: z.literal('fpga-gen-design', 'must be "fpga-gen-design"'),
  name: z.string(),
  part: z.string(),
  build_id: z.string(),
});

/** What a build folder says of itself, and whether its files are those that were built. Simulates nothing. */
export async function readReport(folder: string): Promise<ReportResult> {
  const { name, part, build_id } = readFolderDocument(folder, 'design.json', designSchema);
  const report = readFolderDocument(folder, 'report.json', reportFileSchema);
  const manifest = readManifest(folder);
  return {
    ...report,
    dir: folder,
    name,
    part,
    build_id,
    fpga_gen: manifest.version,
    files: Object.keys(manifest.files).length,
    hash_mismatches: await hashMismatches(folder, manifest),
  };
}
