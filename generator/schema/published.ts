import type { z } from 'zod';
import { boardsResultSchema } from './boards.ts';
import { buildResultSchema } from './build.ts';
import { doctorResultSchema } from './doctor.ts';
import { evalResultSchema } from './eval.ts';
import { failureSchema } from './failure.ts';
import { importResultSchema } from './import.ts';
import { reportResultSchema } from './report.ts';
import { simResultSchema } from './sim.ts';
import { synthResultSchema } from './synth.ts';
import { verifyResultSchema } from './verify.ts';

/** The schemas of all JSON that we print; published as `docs/schema/NAME.schema.json`. */
export const publishedSchemas: Readonly<Record<string, z.ZodType>> = {
  boards: boardsResultSchema,
  build: buildResultSchema,
  doctor: doctorResultSchema,
  eval: evalResultSchema,
  failure: failureSchema,
  import: importResultSchema,
  report: reportResultSchema,
  sim: simResultSchema,
  synth: synthResultSchema,
  verify: verifyResultSchema,
};
