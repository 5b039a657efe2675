import { InputError } from '../generator/errors.ts';
import type { Prompt } from '../generator/schema/generation.ts';
import type { SimRequest, SimResult } from '../generator/schema/sim.ts';
import { blamingDamage } from './design/intact.ts';
import { type LoadedDesign, loadDesign } from './design/load-design.ts';
import { samplingSettings } from './sampling-settings.ts';
import { type SequenceRequest, type SequenceResult, SequenceRunner } from './sequence.ts';
import { stopToken } from './tokens.ts';
import { writeVcd } from './vcd.ts';

/** Says what the hardware of a build folder does with a prompt: tokens, and cycles at the edges. Reads the folder only. */
export function simulate(request: SimRequest): Promise<SimResult> {
  return blamingDamage(request.folder, () => simulateBuild(request));
}

async function simulateBuild(request: SimRequest): Promise<SimResult> {
  const begun = performance.now();
  const loaded = loadDesign(request.folder);
  const sequence = sequenceRequest(loaded, request);
  const result = new SequenceRunner(loaded).run(sequence, request.vcd !== undefined);
  if (request.vcd !== undefined) await writeVcd(request.vcd, loaded.design, result.beats);
  return simResult(loaded, sequence, result, (performance.now() - begun) / 1000);
}

/** The sequence that a user's request means on a design. @throws InputError for a prompt that the design cannot take */
export function sequenceRequest(
  loaded: LoadedDesign,
  request: Pick<SimRequest, 'prompt' | 'sampling' | 'maxNewTokens' | 'ignoreEos'>,
): SequenceRequest {
  const { shape } = loaded.design;
  const prompt = promptTokens(loaded, request.prompt);
  const room = shape.context - prompt.length + 1;
  return {
    prompt,
    settings: samplingSettings(request.sampling ?? {}, loaded.design),
    stopToken: request.ignoreEos ? null : stopToken(loaded.tokenizer),
    maxNewTokens: Math.min(request.maxNewTokens ?? room, room),
  };
}

function promptTokens({ design, tokenizer, codec }: LoadedDesign, prompt: Prompt): readonly number[] {
  const { shape } = design;
  const given = 'text' in prompt ? codec.encode(prompt.text, 'prompt') : prompt.tokens;
  const tokens = tokenizer.boundary === null ? [...given] : [tokenizer.boundary, ...given];
  const unknown = tokens.find((token) => !Number.isInteger(token) || token < 0 || token >= shape.vocabulary);
  if (unknown !== undefined) {
    throw new InputError({
      subject: 'prompt token',
      rule: `must be 0 to ${shape.vocabulary - 1}`,
      received: unknown,
      hint: `The vocabulary of ${design.name} has ${shape.vocabulary} tokens.`,
    });
  }
  if (tokens.length === 0) {
    throw new InputError({
      subject: 'prompt',
      rule: 'must have a token, because the model has no boundary token to begin with',
      received: tokens.length,
    });
  }
  if (tokens.length > shape.context) {
    throw new InputError({
      subject: 'prompt',
      rule: `must have at most ${shape.context} tokens, the boundary token included`,
      received: tokens.length,
      hint: `The context of ${design.name} holds ${shape.context} positions.`,
    });
  }
  return tokens;
}

/** Cycles between the handshakes at the edges: prefill, then one figure a further token. */
export function cyclesOf({ edges }: SequenceResult): SimResult['cycles'] {
  const [first = 0] = edges.inputs;
  const outputs = edges.outputs;
  const prefill = (outputs[0] ?? first) - first;
  const decode = outputs.slice(1).map((cycle, index) => cycle - (outputs[index] ?? cycle));
  return { prefill, decode, total: (outputs.at(-1) ?? first) - first };
}

function simResult(
  loaded: LoadedDesign,
  sequence: SequenceRequest,
  result: SequenceResult,
  elapsed: number,
): SimResult {
  const { clock_hz } = loaded.design;
  const cycles = cyclesOf(result);
  const decoding = cycles.decode.reduce((sum, count) => sum + count, 0);
  const perToken = cycles.decode.length > 0 ? decoding / cycles.decode.length : cycles.prefill;
  return {
    prompt_tokens: sequence.prompt.length,
    tokens: [...result.tokens],
    text: loaded.codec.decode(result.tokens, sequence.prompt),
    clock_hz,
    cycles,
    time_to_first_token_s: cycles.prefill / clock_hz,
    tokens_per_second: clock_hz / perToken,
    stalls: { input: result.edges.inputStalls, output: result.edges.outputStalls },
    elapsed_s: elapsed,
  };
}
