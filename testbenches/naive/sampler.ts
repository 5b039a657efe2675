import type { IntegerModel, ScaleConstant } from '../../generator/model/integer-model.ts';
import { entry, floorDiv, maximum, pow2, rheReal, total } from './integers.ts';
import { lookup } from './table.ts';

/** How a sequence is sampled, as a user says it. */
export interface Controls {
  /** 0 is greedy, else 1/16 … 16. */
  readonly temperature: number;
  /** 0 is all. */
  readonly topK: number;
  readonly topP: number;
  readonly seed: number;
}

export const GREEDY: Controls = { temperature: 0, topK: 0, topP: 1, seed: 1 };

/** §7: the head's constant with the inverse temperature folded in. */
export function headConstant(
  model: IntegerModel,
  constant: ScaleConstant,
  { temperature }: Controls,
): ScaleConstant {
  const SB = model.formats.scaleBits;
  const inverse = temperature === 0 ? 1 : 1 / temperature;
  let ts = 0;
  while (inverse * 2 ** ts < 1) ts++;
  while (inverse * 2 ** ts >= 2) ts--;
  let tm = BigInt(rheReal(inverse * 2 ** (SB - 1 + ts)));
  if (tm === pow2(SB)) [tm, ts] = [pow2(SB - 1), ts - 1];
  const product = BigInt(constant.mantissa) * tm;
  return product >= pow2(2 * SB - 1)
    ? { mantissa: Number(floorDiv(product, pow2(SB))), shift: constant.shift + ts - 1 }
    : { mantissa: Number(floorDiv(product, pow2(SB - 1))), shift: constant.shift + ts };
}

/** §7: the token for the logits z and the uniform number u of 24 bits. */
export function sample(model: IntegerModel, controls: Controls, z: readonly bigint[], u: bigint): number {
  const { logitFrac: FZ } = model.formats;
  const zmax = maximum(z);
  const w = z.map((value) => {
    const d = zmax - value;
    return floorDiv(lookup(model.tables.sampler_exp2, d % pow2(FZ)), pow2(Number(floorDiv(d, pow2(FZ)))));
  });
  const order = z.map((_, i) => i).sort((a, b) => compare(entry(z, b), entry(z, a)) || a - b);
  const k =
    controls.temperature === 0 ? 1 : controls.topK === 0 ? z.length : Math.min(controls.topK, z.length);
  const candidates = order.slice(0, k);
  const weightOf = (tokens: readonly number[]): bigint => total(tokens.map((token) => entry(w, token)));
  const p16 = Math.min(Math.max(rheReal(controls.topP * 65536), 1), 65536);
  const tp = -floorDiv(-BigInt(p16) * weightOf(candidates), 65536n);
  const kept = new Set(candidates.filter((_, rank) => weightOf(candidates.slice(0, rank)) < tp));
  const t = floorDiv(u * weightOf([...kept]), pow2(24));
  const vocabularyOrder = z.map((_, i) => i).filter((i) => kept.has(i));
  const chosen = vocabularyOrder.find((_, count) => weightOf(vocabularyOrder.slice(0, count + 1)) > t);
  if (chosen === undefined) throw new Error('some token is always chosen');
  return chosen;
}

/** §7: the state that a seed gives. */
export function seededState(seed: number): bigint {
  const state = (BigInt(seed) % pow2(32)) ^ 0x9e3779b9n;
  return state === 0n ? 1n : state;
}

/** §7: four rounds of xorshift32. */
export function nextState(state: bigint): bigint {
  let x = state;
  for (let round = 0; round < 4; round++) {
    x = (x ^ (x << 13n)) % pow2(32);
    x = x ^ (x >> 17n);
    x = (x ^ (x << 5n)) % pow2(32);
  }
  return x;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
