import { z } from 'zod';
import { buildResultSchema } from './build.ts';
import type { DeepReadonly } from './deep-readonly.ts';

/** `report.json` of a build folder. */
export const reportFileSchema = buildResultSchema
  .omit({ dir: true })
  .extend({ reasons: z.array(z.string()).meta({ description: 'why the plan is as it is' }) });

export const reportResultSchema = buildResultSchema
  .extend({
    ...reportFileSchema.pick({ reasons: true }).shape,
    name: z.string().meta({ description: 'of the model' }),
    part: z.string(),
    build_id: z.string(),
    fpga_gen: z.string().meta({ description: 'version of the fpga-gen that built it' }),
    files: z.int().nonnegative().meta({ description: 'how many the manifest names' }),
    hash_mismatches: z
      .array(z.string())
      .meta({ description: 'files whose content is not what the manifest says' }),
  })
  .meta({ title: 'fpga-gen report --json' });

export type ReportResult = DeepReadonly<z.infer<typeof reportResultSchema>>;
