import { z } from 'zod';
import type { LoadOptions } from '../model/load-options.ts';
import type { ArrayUnit, WeightStore } from '../sizing/plan.ts';
import type { DeepReadonly } from './deep-readonly.ts';

/** What `build` is asked: a model and a board, and the choices that are not left to the generator. */
export interface BuildRequest extends LoadOptions {
  /** A model file or folder. */
  readonly model: string;
  /** Name of a board, or a board file. */
  readonly board: string;
  readonly output: string;
  readonly array?: ArrayUnit | undefined;
  readonly weightStore?: WeightStore | undefined;
  /** Prompt tokens that share each beat of weights, a power of two that divides the context; 1 when left out. */
  readonly tokenSlots?: number | undefined;
  readonly clockHz?: number | undefined;
  /** Largest share of LUTs and flip-flops that may be used; 0.7 when left out. */
  readonly maxUtilisation?: number | undefined;
  /** Replace an earlier build; it is kept when left out. */
  readonly force?: boolean | undefined;
}

const usageSchema = z.strictObject({
  used: z.number().nonnegative(),
  available: z.number().nonnegative(),
});

export const buildResultSchema = z
  .strictObject({
    dir: z.string(),
    board: z.string(),
    clock_hz: z.number().positive(),
    plan: z.looseObject({
      rows: z.int().positive(),
      lanes: z.int().positive(),
      array: z.string(),
      token_slots: z.int().positive(),
      weight_format: z.string(),
      weight_store: z.string(),
      kv_store: z.string(),
    }),
    resources: z
      .strictObject({
        lut: usageSchema,
        ff: usageSchema,
        bram: usageSchema,
        uram: usageSchema,
        dsp: usageSchema,
      })
      .meta({ description: "estimates, in the units that the board's family counts in" }),
    memory: z.looseObject({ weight_bytes: z.int().nonnegative() }),
    tokens_per_second: z.number().positive().meta({ description: 'estimate' }),
    time_to_first_token_s: z.number().positive().meta({ description: 'estimate' }),
    power_w: z.number().positive().nullable().meta({ description: 'null until there is a method' }),
    limits: z.array(z.strictObject({ what: z.string(), tokens_per_second: z.number().positive() })),
  })
  .meta({ title: 'fpga-gen build --json' });

export type BuildResult = DeepReadonly<z.infer<typeof buildResultSchema>>;
