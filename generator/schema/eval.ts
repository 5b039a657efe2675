import { z } from 'zod';
import type { LoadOptions } from '../model/load-options.ts';
import type { DeepReadonly } from './deep-readonly.ts';

export interface EvalRequest extends LoadOptions {
  /** A model file or folder. */
  readonly model: string;
  readonly textFile: string;
}

const share = z.number().min(0).max(1);

const stepSchema = z.strictObject({
  step: z.string().meta({ description: '`float`, a step added to those before it, or `integer`' }),
  loss: z.number().meta({ description: 'nats per token' }),
  perplexity: z.number().positive(),
  top1_agreement: share,
  top1_agreement_with_previous: share,
  kl_divergence: z.number(),
});

const perplexitySchema = z.strictObject({ perplexity: z.number().positive() });

export const evalResultSchema = z
  .strictObject({
    tokens: z.int().nonnegative().meta({ description: 'how many predictions were judged' }),
    float: perplexitySchema,
    integer: perplexitySchema,
    top1_agreement: share.meta({ description: 'share of predictions with the same first choice' }),
    kl_divergence: z.number().meta({ description: 'mean, in nats, of float from integer' }),
    by_step: z.array(stepSchema).meta({ description: 'what each step of the quantisation costs' }),
  })
  .meta({ title: 'fpga-gen eval --json' });

export type EvalResult = DeepReadonly<z.infer<typeof evalResultSchema>>;
