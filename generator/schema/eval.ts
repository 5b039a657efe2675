import { z } from 'zod';
import type { LoadOptions } from '../model/load-options.ts';

export interface EvalRequest extends LoadOptions {
  /** A model file or folder. */
  readonly model: string;
  readonly textFile: string;
  readonly tokenizer?: string | undefined;
}

const perplexitySchema = z.strictObject({ perplexity: z.number().positive() });

export const evalResultSchema = z
  .strictObject({
    tokens: z.int().nonnegative().meta({ description: 'how many predictions were judged' }),
    float: perplexitySchema,
    integer: perplexitySchema,
    top1_agreement: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: 'share of predictions with the same first choice' }),
    kl_divergence: z.number().nonnegative().meta({ description: 'mean, in nats, of float from integer' }),
    by_step: z.array(z.looseObject({})).meta({ description: 'what each step of the quantisation costs' }),
  })
  .meta({ title: 'fpga-gen eval --json' });

export type EvalResult = z.infer<typeof evalResultSchema>;
