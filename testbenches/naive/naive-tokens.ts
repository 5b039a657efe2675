import type { NaiveAccelerator } from './token-step.ts';

/** What is generated behind a prompt, its boundary token included: one step a token. */
export function naiveTokens(naive: NaiveAccelerator, prompt: readonly number[], count: number): number[] {
  const tokens: number[] = [];
  for (let position = 0; tokens.length < count; position++) {
    naive.step(prompt[position] ?? tokens.at(-1) ?? 0);
    if (position >= prompt.length - 1) tokens.push(naive.sample());
  }
  return tokens;
}
