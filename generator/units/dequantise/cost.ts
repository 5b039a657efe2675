import { lutRomGrowth } from '../resources/lut-rom.ts';
import { multiplier, multiplierBits, productRegister } from '../resources/multiplier.ts';
import { sequenceRom } from '../resources/sequence-rom.ts';
import { romInBlocks } from '../resources/tables.ts';
import { eightBit } from '../resources/terms.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { flipFlops, scaleResources, sumResources } from '../resources.ts';
import type { DequantiseParameters } from './parameters.ts';

export const dequantiseCost: UnitCost<DequantiseParameters> = {
  unit: 'dequantise',
  logic: (p, fabric) => ({
    // Shift, round and limit a result: a barrel shifter of twice the product, whatever the format rounds away.
    result8: eightBit(p) * p.rows * p.yBits,
    result16: (1 - eightBit(p)) * p.rows * p.yBits,
    // Rows with scales of their own have wider products, and shift further.
    scaledResult: p.rowScales * p.rows * productBits(p),
    multiply:
      p.rows * multiplierBits(fabric, mantissaBits(p) + 1, keepBits(p)) +
      p.rowScales * p.rows * multiplierBits(fabric, 17, p.scaleBits + 2) +
      2 * multiplierBits(fabric, p.scaleBits + 1, p.scaleBits + 1),
    scale: p.scaleBits + p.yBits,
    // What finding the rows' scales in LUTs takes beside the LUTs that hold them.
    scaleSearch: romInBlocks(fabric, p.tableStore)
      ? 0
      : p.rowScales * 16 * p.rows * lutRomGrowth(fabric.family, p.rowScaleWords).search,
  }),
  registers: (p) => ({
    scale: p.scaleBits + p.yBits,
    // What else waits for a row's mantissa.
    waiting: p.rowScales * TRAVELLING_BITS,
  }),
  exact: (p, fabric) =>
    sumResources(
      scaleResources(p.rows, multiplier(fabric, mantissaBits(p) + 1, keepBits(p))),
      scaleResources(p.rowScales * p.rows, multiplier(fabric, 17, p.scaleBits + 2)),
      sequenceRom(p, fabric, p.rowScaleWords, 16 * p.rows),
      scaleResources(2, multiplier(fabric, p.scaleBits + 1, p.scaleBits + 1)),
      flipFlops(
        p.rows * (productRegister(fabric, productBits(p)) + p.yBits) +
          (p.scaleBits + TRAVELLING_BITS) * (p.arrayDelay - 1) +
          // A row's mantissa and the accumulator beside it, both at a multiplier, and half a unit.
          p.rowScales * (p.rows * productRegister(fabric, 17 + p.accBits) + productBits(p)),
      ),
    ),
};

/** Bits that travel with the scale of an operation: valid, shift, norm, limits, tag. */
const TRAVELLING_BITS = 22;

/** Bits of an accumulator behind its rounding. */
function keepBits(p: DequantiseParameters): number {
  return p.accBits - p.accShift;
}

/** Bits of M, or of a row's. */
function mantissaBits(p: DequantiseParameters): number {
  return p.rowScales === 1 ? 17 : p.scaleBits + 1;
}

function productBits(p: DequantiseParameters): number {
  return keepBits(p) + mantissaBits(p);
}
