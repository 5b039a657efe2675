import { InputError } from '../errors.ts';
import { bitLength, largestOperand, largestRowSum } from './accumulator.ts';
import type { ChosenFormats } from './formats.ts';
import type { IntegerFormats, IntegerLinear, Operation } from './integer-model.ts';

export type LinearOperation = Extract<Operation, { kind: 'linear' }>;

/** log2 of the largest inverse temperature. */
const LARGEST_TEMPERATURE_SHIFT = 4;

/**
 * The least shift sh = c_s − e + h of an operation over all vectors (docs/arithmetic.md §4).
 *
 * e is 0 … xBits − 2. With the norm, S ≥ amax² ≥ 2^(2e) makes b ≥ 2e and h = floor(b/2) ≥ e; and S ≥ normEps bounds h
 * from below. So h − e ≥ max(0, h_min − (xBits − 2)), or −3 for 0 where e goes in steps of four. The identity has e = 0,
 * logits the temperature's −4.
 */
export function leastShift(
  operation: LinearOperation,
  { xBits, normEps, activationFormat }: ChosenFormats,
): number {
  const { constant, norm, linear, sink } = operation;
  const leastH = Math.floor((bitLength(normEps) - 1) / 2);
  const largestE = xBits - 2;
  // h ≥ the highest bit of the largest element; an exponent in steps of four stands up to three above that.
  const leastDifference = activationFormat === 'int16' ? -3 : 0;
  const temperature = sink === 'logits' ? LARGEST_TEMPERATURE_SHIFT : 0;
  if (linear === null) return constant.shift + leastH;
  return constant.shift - temperature + (norm ? Math.max(leastDifference, leastH - largestE) : -largestE);
}

/** @throws InputError when an operation would have to shift to the left, which the hardware has no room for. */
export function proveShifts(
  operations: readonly Operation[],
  linears: readonly IntegerLinear[],
  formats: ChosenFormats,
  subject: string,
): void {
  for (const operation of operations) {
    if (operation.kind !== 'linear') continue;
    const least = leastShift(operation, formats);
    if (least >= 0) continue;
    const name = operation.linear === null ? 'the embedding norm' : linears[operation.linear]?.name;
    throw new InputError({
      subject: `${subject}: ${name}`,
      rule: `has weights too large for ${formats.activationFormat} activations: its results need ${-least} bits more`,
      hint: 'Use --activation-format int16, or train with weight decay.',
    });
  }
}

type AttentionShifts = Pick<
  IntegerFormats,
  'attentionGuardBits' | 'reciprocalBits' | 'xFrac' | 'vFrac' | 'kvScaled' | 'scoreShift' | 'headBits'
>;

/** @throws InputError when q, k or v have fraction bits with which a shift of the attention would be negative. */
export function proveAttention(formats: AttentionShifts, subject: string): void {
  const { attentionGuardBits, reciprocalBits, xFrac, vFrac, kvScaled, scoreShift, headBits } = formats;
  if (kvScaled) {
    if (scoreShift >= headBits - 1) return;
    throw new InputError({
      subject: `${subject}: queries and keys`,
      rule: `need at least ${headBits - 1 - scoreShift} fraction bits more`,
      hint: 'They are too large: use --kv-format int16, or train with weight decay.',
    });
  }
  const shift = attentionGuardBits + reciprocalBits + vFrac - xFrac;
  if (shift >= 1) return;
  throw new InputError({
    subject: `${subject}: values`,
    rule: `need at least ${vFrac + 1 - shift} fraction bits`,
    received: vFrac,
    hint: 'The values of the attention are too large: use --kv-format int16, or train with weight decay.',
  });
}

/**
 * Bits of a logit that never saturates (docs/arithmetic.md §7): the largest accumulator of the head's rows, with the
 * largest vector (|x| at the residual's clamp: e = xBits − 2 and the largest a_m) at the inverse temperature 16.
 *
 * At 16, t_m is 2^(SB−1), so c_m' = c_m and c_s' = c_s − 4; every other temperature has c_m'·2^−c_s' below that, and
 * the floors of c_m', M1 and M only lower a result. So M is bounded by its exact value, here without norm c_m·a_m/2^SB.
 */
export function logitBits(
  head: IntegerLinear,
  operation: LinearOperation,
  formats: ChosenFormats,
  accShift: number,
): number {
  const { scaleBits, activationFormat, activationBits } = formats;
  const acc = largestRowSum({ linear: head, nonNegative: false }) * largestOperand(activationBits);
  const acc18 = Math.ceil(acc / 2 ** accShift);
  const amaxMantissa = activationFormat === 'int8' ? 2 ** scaleBits - 1 : 2 ** (scaleBits - 1);
  const m = (operation.constant.mantissa * amaxMantissa) / 2 ** scaleBits;
  return bitLength(Math.ceil((acc18 * m) / 2 ** leastShift(operation, formats))) + 1;
}
