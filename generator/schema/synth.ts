import { z } from 'zod';

export interface SynthRequest {
  readonly folder: string;
  readonly tool: 'yosys' | 'nextpnr';
}

const count = z.number().nonnegative();

export const synthResultSchema = z
  .strictObject({
    tool: z.string(),
    version: z.string(),
    resources: z.strictObject({ lut: count, ff: count, bram: count, uram: count, dsp: count }),
    estimate_error: z
      .record(z.string(), z.number().nullable())
      .meta({ description: "by resource: (estimate − tool's figure) / tool's figure; null where that is 0" }),
    logic_levels: z.strictObject({ levels: z.int().nonnegative(), from: z.string(), to: z.string() }),
    fmax_hz: z.number().positive().optional().meta({ description: 'of tools that place and route' }),
  })
  .meta({ title: 'fpga-gen synth --json' });

export type SynthResult = z.infer<typeof synthResultSchema>;
