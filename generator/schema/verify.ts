import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly.ts';
import { cyclesSchema, type GenerationRequest, tokensSchema } from './generation.ts';

export interface VerifyRequest extends GenerationRequest {
  /** `all`, the default, means every one that is installed. */
  readonly simulator?: 'verilator' | 'icarus' | 'all' | undefined;
  /** Seeds random stalls at every edge; none stalls when left out. */
  readonly stallSeed?: number | undefined;
  /** Corrupt the RTL simulator's copy and demand that every corruption is seen. */
  readonly selfTest?: boolean | undefined;
}

const firstMismatchSchema = z.strictObject({
  unit: z.string(),
  stream: z.string().nullable(),
  cycle: z.int().nonnegative().nullable(),
  signal: z.string(),
  expected: z.string(),
  actual: z.string(),
});

export const verifyResultSchema = z
  .strictObject({
    ok: z.boolean(),
    hash_mismatches: z
      .array(z.string())
      .meta({ description: 'files whose content is not what the manifest says' }),
    skipped: z.array(z.string()).meta({ description: 'simulators that are not installed' }),
    simulators: z.array(
      z.strictObject({
        name: z.string(),
        version: z.string(),
        ok: z.boolean(),
        tokens: tokensSchema,
        cycles: cyclesSchema,
        beats_compared: z.int().nonnegative(),
        first_mismatch: firstMismatchSchema.nullable(),
      }),
    ),
    self_test: z
      .array(z.strictObject({ simulator: z.string(), corruption: z.string(), seen: z.boolean() }))
      .optional()
      .meta({ description: 'with --self-test: every corruption, and whether the comparison saw it' }),
  })
  .meta({ title: 'fpga-gen verify --json' });

export type VerifyResult = DeepReadonly<z.infer<typeof verifyResultSchema>>;
