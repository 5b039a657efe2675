import { z } from 'zod';

/** What a sequence begins with: text for the tokenizer, or tokens without the boundary token. */
export type Prompt = { readonly text: string } | { readonly tokens: readonly number[] };

/** How the next token is chosen; what is left out is the default of the simulator. */
export interface Sampling {
  /** 0 is greedy. */
  readonly temperature?: number | undefined;
  readonly topK?: number | undefined;
  readonly topP?: number | undefined;
  readonly seed?: number | undefined;
}

/** What `sim` and `verify` are asked to generate, on a build folder. */
export interface GenerationRequest {
  readonly folder: string;
  readonly prompt: Prompt;
  /** Up to the end of the context when left out. */
  readonly maxNewTokens?: number | undefined;
  readonly sampling?: Sampling | undefined;
  /** Go on after the token that ends a sequence was generated (the boundary token in most models); it ends the sequence when left out. */
  readonly ignoreEos?: boolean | undefined;
}

export const tokensSchema = z
  .array(z.int().nonnegative())
  .meta({ description: 'what was generated, a final boundary token included' });

export const cyclesSchema = z.strictObject({
  prefill: z
    .int()
    .positive()
    .meta({ description: 'from the first prompt token in to the first generated token out' }),
  decode: z.array(z.int().positive()).meta({ description: 'one figure for every further token' }),
  total: z.int().positive(),
});
