import { InputError } from '../errors.ts';
import type { Prompt } from '../schema/generation.ts';
import { optional, type Parse, text } from './flag.ts';

/** Token numbers are stored in 32 bits at most; which of them a model knows is for the model to say. */
const MOST_TOKEN = 2 ** 31 - 1;

/** Token numbers with commas between them, as in `1,2,3`; an empty text is an empty list. */
export const tokenList: Parse<readonly number[]> = (value, option) => {
  if (value.trim() === '') return [];
  return value.split(',').map((part, index) => {
    const token = /^\s*\d{1,10}\s*$/.test(part) ? Number(part) : Number.NaN;
    if (!(token <= MOST_TOKEN)) {
      throw new InputError({
        subject: option,
        rule: `must be token numbers with commas between them, such as 1,2,3; number ${index + 1} is none`,
        received: part,
      });
    }
    return token;
  });
};

export const promptFlags = {
  prompt: optional('--prompt <text>', 'text to begin with (default: empty)', text),
  promptTokens: optional('--prompt-tokens <list>', 'the prompt as token numbers, such as 1,2,3', tokenList),
};

/** The prompt that was asked for: text, or token numbers, or nothing, but not both. */
export function promptFrom(values: {
  readonly prompt: string | undefined;
  readonly promptTokens: readonly number[] | undefined;
}): Prompt {
  const { prompt, promptTokens } = values;
  if (prompt !== undefined && promptTokens !== undefined) {
    throw new InputError({ subject: '--prompt', rule: 'cannot be used together with --prompt-tokens' });
  }
  return promptTokens === undefined ? { text: prompt ?? '' } : { tokens: promptTokens };
}
