import {
  SIGMOID_BITS,
  SIGMOID_LINE_FRACTION,
  SIGMOID_SEGMENT_BITS,
  SIGMOID_SLOPE_BITS,
  SIGMOID_STEP_BITS,
} from '../../model/sigmoid-table.ts';
import type { Fabric } from '../resources/fabric.ts';
import { lutRomBit } from '../resources/lut-rom.ts';
import { multiplier, multiplierBits, productRegister } from '../resources/multiplier.ts';
import { smallMemory, writtenBlock } from '../resources/small-memory.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { flipFlops, type Resources, scaleResources, sumResources } from '../resources.ts';
import type { GatedActivationParameters } from './parameters.ts';

export const gatedActivationCost: UnitCost<GatedActivationParameters> = {
  unit: 'gated_activation',
  logic: (p, fabric) => ({
    // Rounding and limit of a hidden element; rounding of a gate, and its index.
    hidden: p.rows * p.xBits,
    gates: silu(p) * p.rows * p.xBits,
    segments:
      silu(p) *
      p.rows *
      (LINE_BITS + SIGMOID_SLOPE_BITS) *
      lutRomBit(fabric.family, 2 ** SIGMOID_SEGMENT_BITS),
    multiply: factors(p).reduce((sum, [a, b]) => sum + p.rows * multiplierBits(fabric, a, b), 0),
    control: Math.ceil(Math.log2(p.beats)) + 1,
  }),
  registers: (p) => ({ control: 2 * Math.ceil(Math.log2(p.beats)) + 4 }),
  exact: (p, fabric) =>
    sumResources(
      kept(p, fabric),
      ...factors(p).map(([a, b]) => scaleResources(p.rows, multiplier(fabric, a, b))),
      flipFlops(p.rows * registerBits(p, fabric)),
    ),
};

function silu({ mode }: GatedActivationParameters): number {
  return mode === 'silu' ? 1 : 0;
}

const LINE_BITS = SIGMOID_BITS + SIGMOID_LINE_FRACTION;

/** Factors of an element's products: the line, the gate by its sigmoid (or itself), the activated gate by up. */
function factors({ xBits, mode }: GatedActivationParameters): readonly (readonly [a: number, b: number])[] {
  return mode === 'relu2'
    ? [
        [xBits, xBits],
        [xBits, xBits],
      ]
    : [
        [SIGMOID_SLOPE_BITS + 1, SIGMOID_STEP_BITS + 1],
        [xBits, SIGMOID_BITS + 2],
        [xBits, xBits],
      ];
}

/** Bits of an element's registers: products (in DSP blocks where those have room), the gate beside its line, the bus. */
function registerBits({ xBits, pipeline, mode }: GatedActivationParameters, fabric: Fabric): number {
  const hidden = productRegister(fabric, 2 * xBits) + pipeline * xBits;
  if (mode === 'relu2') return hidden + productRegister(fabric, xBits - 1);
  const gate = 1 + productRegister(fabric, xBits + LINE_BITS - SIGMOID_LINE_FRACTION);
  return hidden + gate + productRegister(fabric, xBits + SIGMOID_BITS + 1);
}

function kept(p: GatedActivationParameters, { family }: Fabric): Resources {
  const { beats, store } = p;
  const bits = p.rows * p.xBits;
  if (beats === 1) return flipFlops(bits);
  if (store === 'block') return writtenBlock(family, beats, bits);
  // No block RAM may take its place, which its register would allow.
  return sumResources(
    smallMemory(family, { words: beats, bits, readPorts: 1, register: 'none' }),
    flipFlops(bits),
  );
}
