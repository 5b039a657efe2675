import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly.ts';
import { cyclesSchema, type GenerationRequest, tokensSchema } from './generation.ts';

export interface SimRequest extends GenerationRequest {
  /** File for the waveform. */
  readonly vcd?: string | undefined;
}

export const simResultSchema = z
  .strictObject({
    prompt_tokens: z
      .int()
      .nonnegative()
      .meta({ description: 'how many went in, the boundary token that begins a sequence included' }),
    tokens: tokensSchema,
    text: z.string(),
    clock_hz: z.number().positive(),
    cycles: cyclesSchema,
    time_to_first_token_s: z.number().positive().meta({ description: 'of the simulated hardware' }),
    tokens_per_second: z.number().positive().meta({ description: 'of the simulated hardware, in decode' }),
    stalls: z.record(z.string(), z.int().nonnegative()).meta({ description: 'cycles lost, by cause' }),
    elapsed_s: z.number().nonnegative().meta({ description: 'how long the simulation took' }),
  })
  .meta({ title: 'fpga-gen sim --json' });

export type SimResult = DeepReadonly<z.infer<typeof simResultSchema>>;
