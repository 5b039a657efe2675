import type { GenerationRequest } from '../schema/generation.ts';
import { type FlagValues, optional, toggle } from './flag.ts';
import { integer, seed, share, temperature } from './number.ts';
import { promptFlags, promptFrom } from './prompt.ts';

/** The options that say what to generate; the same for `sim` and `verify`. */
export const generationFlags = {
  ...promptFlags,
  maxNewTokens: optional('--max-new-tokens <n>', 'how many tokens to generate at most', integer(1)),
  temperature: optional('--temperature <t>', 'sampling temperature; 0 is greedy', temperature),
  topK: optional('--top-k <k>', 'sample among the k likeliest tokens', integer(1)),
  topP: optional('--top-p <p>', 'sample among the likeliest tokens that share p', share),
  seed: optional('--seed <n>', 'seed of the sampler', seed),
  ignoreEos: toggle('--ignore-eos', 'go on after the token that ends a sequence'),
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
