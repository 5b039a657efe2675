import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LoadedDesign, loadDesign } from '../../sim/design/load-design.ts';
import { type SequenceRequest, SequenceRunner } from '../../sim/sequence.ts';
import { cyclesOf, sequenceRequest } from '../../sim/simulate.ts';
import { registerWrites } from '../../testbenches/verify/register-writes.ts';

/** What one sequence gave: the tokens, and the clock cycles from the first handshake to the last. */
export interface Played {
  readonly tokens: readonly number[];
  readonly cycles: number;
}

/** What every simulator is given to do: sequences, played one after the other, and again from the first. */
export interface Workload {
  readonly folder: string;
  readonly loaded: LoadedDesign;
  readonly sequences: readonly SequenceRequest[];
  readonly expected: readonly Played[];
}

/**
 * The empty prompt and every token as a prompt, each to the end of the context: the same settings, different tokens.
 * @param most sequences, from the first on
 */
export function workloadOf(folder: string, most: number): Workload {
  const loaded = loadDesign(folder);
  const { boundary } = loaded.tokenizer;
  const tokens = Array.from({ length: loaded.design.shape.vocabulary }, (_, token) => token);
  const prompts = [[], ...tokens.map((token) => (token === boundary ? [] : [token]))];
  const sequences = prompts.slice(0, most).map((prompt) =>
    sequenceRequest(loaded, {
      prompt: { tokens: prompt },
      sampling: { temperature: 0.8, seed: 5 },
      ignoreEos: true,
    }),
  );
  const runner = new SequenceRunner(loaded);
  return { folder, loaded, sequences, expected: sequences.map((request) => playSequence(runner, request)) };
}

/** One sequence in our simulator, without a record of its beats. */
export function playSequence(runner: SequenceRunner, request: SequenceRequest): Played {
  const result = runner.run(request, false);
  return { tokens: result.tokens, cycles: cyclesOf(result).total };
}

/** What an RTL simulator needs in its folder: the design, and the workload as images. Prompt words have `last` in bit 31. */
export async function writeRtlFolder(
  work: string,
  { folder, loaded, sequences }: Workload,
): Promise<{ readonly settings: number; readonly prompts: number }> {
  const [first] = sequences;
  if (first === undefined) throw new Error('a workload has sequences');
  // One limit for all prompts: the context's end comes first in every sequence, as `expected` has it.
  const settings = registerWrites(loaded.design, { ...first, maxNewTokens: loaded.design.shape.context });
  const prompts = sequences.flatMap(({ prompt }) =>
    prompt.map((token, index) => token + (index === prompt.length - 1 ? 2 ** 31 : 0)),
  );
  await cp(join(folder, 'mem'), join(work, 'mem'), { recursive: true });
  await cp(join(folder, 'rtl'), join(work, 'rtl'), { recursive: true });
  await writeFile(join(work, 'settings.mem'), image(settings));
  await writeFile(join(work, 'prompts.mem'), image(prompts));
  return { settings: settings.length, prompts: prompts.length };
}

function image(words: readonly number[]): string {
  return `${words.map((word) => word.toString(16)).join('\n')}\n`;
}
