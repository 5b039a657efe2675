import { InputError } from '../errors.ts';
import { bitLength, largestOperand, largestRowSum } from './accumulator.ts';
import type { HeadFractions } from './float-model.ts';
import type { ChosenFormats } from './formats.ts';
import type { IntegerLinear, Operation } from './integer-model.ts';
import { roundHalfEven } from './round-half-even.ts';

type LinearOperation = Extract<Operation, { kind: 'linear' }>;

/** log2 of the largest inverse temperature. */
const LARGEST_TEMPERATURE_SHIFT = 4;

/**
 * The least shift sh = c_s − e + h of an operation over all vectors (docs/arithmetic.md §4).
 *
 * e is 0 … xBits − 2. With the norm, S ≥ amax² ≥ 2^(2e) makes b ≥ 2e and h = floor(b/2) ≥ e; and S ≥ normEps bounds h
 * from below. So h − e ≥ max(0, h_min − (xBits − 2)). The identity has e = 0, logits the temperature's −4.
 */
export function leastShift(operation: LinearOperation, { xBits, normEps }: ChosenFormats): number {
  const { constant, norm, linear, sink } = operation;
  const leastH = Math.floor((bitLength(normEps) - 1) / 2);
  const largestE = xBits - 2;
  const temperature = sink === 'logits' ? LARGEST_TEMPERATURE_SHIFT : 0;
  if (linear === null) return constant.shift + leastH;
  return constant.shift - temperature + (norm ? Math.max(0, leastH - largestE) : -largestE);
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

/** @throws InputError when q, k or v have fraction bits with which a shift of the attention would be negative. */
export function proveAttention(formats: ChosenFormats, { vFrac }: HeadFractions, subject: string): void {
  const { attentionGuardBits, reciprocalBits, xFrac } = formats;
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
 * At 16, t_m is 2^(SB−1), so c_m' = c_m and c_s' = c_s − 4. Every other temperature has a smaller c_m'·2^−c_s', but may
 * round M up by half a unit of at least 2^(SB−2): the factor 1 + 2^(3−SB) covers both roundings of M.
 */
export function logitBits(
  head: IntegerLinear,
  operation: LinearOperation,
  formats: ChosenFormats,
  accShift: number,
): number {
  const { scaleBits, activationFormat, activationBits } = formats;
  const acc = largestRowSum(head) * largestOperand(activationBits);
  const amaxMantissa = activationFormat === 'int8' ? 2 ** scaleBits - 1 : 2 ** (scaleBits - 1);
  const m1 = roundHalfEven((operation.constant.mantissa * amaxMantissa) / 2 ** (scaleBits - 1));
  const largest =
    (roundHalfEven(acc / 2 ** accShift) * roundHalfEven(m1 / 2) * (1 + 2 ** (3 - scaleBits))) /
    2 ** leastShift(operation, formats);
  return bitLength(Math.ceil(largest)) + 1;
}
