import type { GenerationRequest } from '../schema/generation.ts';
import { type FlagValues, optional, toggle } from './flag.ts';
import { integer, seed, share, temperature } from './number.ts';
import { promptFlags, promptFrom } from './prompt.ts';

/** The options that say what to generate; the same for `sim` and `verify`. */
export const generationFlags = {
  ...promptFlags,
  maxNewTokens: optional(
    '--max-new-tokens <n>',
    'generate at most n tokens (default: up to the end of the context)',
    integer(1),
  ),
  temperature: optional(
    '--temperature <t>',
    'sampling temperature; 0 always takes the most likely token (default: 1)',
    temperature,
  ),
  topK: optional('--top-k <k>', 'sample from the k most likely tokens only (default: all)', integer(1)),
  topP: optional(
    '--top-p <p>',
    'sample from the most likely tokens whose probabilities add up to p (default: 1)',
    share,
  ),
  seed: optional('--seed <n>', 'seed of the random numbers (default: 1)', seed),
  ignoreEos: toggle('--ignore-eos', 'continue after the token that ends a sequence'),
};

export const folderArgument = { name: 'DIR', description: 'a folder that fpga-gen build has written' };

export function generationRequest(
  folder: string,
  values: FlagValues<typeof generationFlags>,
): GenerationRequest {
  const { maxNewTokens, temperature, topK, topP, seed, ignoreEos } = values;
  const sampling = { temperature, topK, topP, seed };
  return { folder, prompt: promptFrom(values), maxNewTokens, sampling, ignoreEos };
}
