// Writes reference.json from weights.safetensors, by the float64 pass of forward.ts (a few minutes):
//   npx tsx designs/tiny-bitnet/reference.ts
// It holds the loss on the held-out text, logits and greedy continuation of a prompt, and the ranges that fixed point
// must hold. Another exact implementation now and then rounds an activation the other way, because its sums differ in
// their last bits; then its logits differ by far more than those bits.
import { readFileSync, writeFileSync } from 'node:fs';
import { continueGreedily, summarise, windowLosses } from './evaluate.ts';
import { SHAPE } from './shape.ts';
import { decode, loadPlays } from './text.ts';
import { readWeights } from './weights-file.ts';

const PROMPT_CHARACTERS = 64;
/** Where the prompt begins in the held-out text. */
const PROMPT_BEGIN = 160;
const GREEDY_CHARACTERS = 100;
/** Windows of the short figure, which a test can afford. */
const FEW_WINDOWS = 8;

const { tokens, heldOut, characters } = loadPlays();
const weights = readWeights(readFileSync(new URL('weights.safetensors', import.meta.url)));
const maxima = new Map<string, number[]>();
const losses = windowLosses(weights, heldOut, undefined, (layer, name, values) => {
  const list = maxima.get(name) ?? [];
  const largest = values.reduce((maximum, value) => Math.max(maximum, Math.abs(value)), 0);
  list[layer ?? 0] = Math.max(list[layer ?? 0] ?? 0, largest);
  maxima.set(name, list);
});
const prompt = heldOut.subarray(PROMPT_BEGIN, PROMPT_BEGIN + PROMPT_CHARACTERS);
const { logits, continuation } = continueGreedily(weights, prompt, GREEDY_CHARACTERS);
const begin = tokens.length - heldOut.length;
const reference = {
  held_out: {
    text: 'tinyshakespeare.txt',
    begin,
    window: SHAPE.context,
    first: summarise(losses.slice(0, FEW_WINDOWS)),
    all: summarise(losses),
  },
  prompt: {
    begin: begin + PROMPT_BEGIN,
    text: decode(prompt, characters),
    logits: [...logits],
    greedy: decode(continuation, characters),
  },
  // Over all windows, by layer; of what is outside the layers, one figure.
  largest_magnitudes: Object.fromEntries(
    [...maxima].map(([name, values]) => [name, values.map((value) => Number(value.toPrecision(4)))]),
  ),
};
writeFileSync(new URL('reference.json', import.meta.url), `${JSON.stringify(reference, null, 2)}\n`);
console.log(reference.held_out);
console.log(reference.prompt.text + reference.prompt.greedy);
console.log(reference.largest_magnitudes);
