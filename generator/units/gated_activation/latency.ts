import { imageText } from '../../emit/image.ts';
import { InputError } from '../../errors.ts';
import {
  SIGMOID_BITS,
  SIGMOID_LINE_FRACTION,
  SIGMOID_SLOPE_BITS,
  type SigmoidTable,
} from '../../model/sigmoid-table.ts';
import type { GatedActivationParameters } from './parameters.ts';

/** Core cycles from an up beat to the bus: product, and rounding where it has a register. */
export function gatedActivationLatencyCycles({
  pipeline,
}: Pick<GatedActivationParameters, 'pipeline'>): number {
  return 1 + pipeline;
}

/**
 * Core cycles from the gate's last beat to the first in which up's first beat may come, the others following one a cycle
 * at most: 1, but for vectors of fewer beats than a gate takes to be activated, kept and read.
 */
export function gatedActivationUpCycles({
  mode,
  beats,
}: Pick<GatedActivationParameters, 'mode' | 'beats'>): number {
  const keep = (mode === 'silu' ? 4 : 3) - (beats === 1 ? 1 : 0);
  return Math.max(1, keep - (beats - 1));
}

/** Bits by which the product of activated gate and up is shifted. */
export function hiddenShift({
  xBits,
  mode,
  gateFrac,
  upFrac,
  hiddenFrac,
}: Pick<GatedActivationParameters, 'xBits' | 'mode' | 'gateFrac' | 'upFrac' | 'hiddenFrac'>): number {
  const activatedFrac = mode === 'silu' ? gateFrac : 2 * gateFrac - xBits + 1;
  return activatedFrac + upFrac - hiddenFrac;
}

/** Image of the segments: the base above the slope. Only "silu" reads it. */
export function sigmoidImage({ base, slope }: SigmoidTable): string {
  const words = Array.from(
    base,
    (entry, at) => BigInt(entry) * 2n ** BigInt(SIGMOID_SLOPE_BITS) + BigInt(slope[at] ?? 0),
  );
  return imageText(words, SIGMOID_BITS + SIGMOID_LINE_FRACTION + SIGMOID_SLOPE_BITS);
}

/** @throws InputError where the unit could not be built */
export function checkGatedActivation(
  p: Pick<
    GatedActivationParameters,
    'rows' | 'beats' | 'xBits' | 'mode' | 'gateFrac' | 'upFrac' | 'hiddenFrac'
  >,
): void {
  const require = (holds: boolean, name: string, rule: string, received: unknown) => {
    if (!holds) throw new InputError({ subject: `gated_activation: ${name}`, rule, received });
  };
  for (const name of ['rows', 'beats'] as const)
    require(Number.isInteger(p[name]) && p[name] >= 1, name, 'must be a whole number of at least 1', p[name]);
  const gateFrac = p.gateFrac >= 2 && p.gateFrac < p.xBits;
  require(gateFrac, 'gateFrac', `must be 2 to ${p.xBits - 1}`, p.gateFrac);
  const shift = hiddenShift(p);
  const most = 2 * p.xBits - 2;
  require(shift >= 1 &&
    shift <= most, 'fractions', `must make a shift of the hidden vector of 1 to ${most}`, shift);
}
