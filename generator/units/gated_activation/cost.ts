import {
  SIGMOID_BITS,
  SIGMOID_LINE_FRACTION,
  SIGMOID_SEGMENT_BITS,
  SIGMOID_SLOPE_BITS,
  SIGMOID_STEP_BITS,
} from '../../model/sigmoid-table.ts';
import type { CoreParameters } from '../core-parameters.ts';
import type { Fabric } from '../resources/fabric.ts';
import { lutRomBit } from '../resources/lut-rom.ts';
import { multiplier, multiplierBits, productRegister } from '../resources/multiplier.ts';
import { smallMemory, writtenBlock } from '../resources/small-memory.ts';
import type { Terms } from '../resources/term-weights.ts';
import { flipFlops, type Resources, scaleResources, sumResources } from '../resources.ts';

/** The build of a unit, which `CoreParameters` do not hold. */
export interface GatedActivationBuild {
  readonly mode: 'silu' | 'relu2';
  /** Beats of a hidden vector. */
  readonly beats: number;
  readonly store: 'distributed' | 'block';
}

/** What else the cost depends on; a part of `CostParameters`, so that this makes a `UnitCost`. */
type GatedCostParameters = Pick<CoreParameters, 'rows' | 'xBits' | 'pipeline'>;

/** Cost of the unit, `build` reading how it is built from a design's parameters. */
export function gatedActivationCost<P extends GatedCostParameters>(build: (p: P) => GatedActivationBuild) {
  const silu = (p: P) => (build(p).mode === 'silu' ? 1 : 0);
  return {
    unit: 'gated_activation',
    logic: (p: P, fabric: Fabric): Terms => ({
      // Rounding and limit of a hidden element; rounding of a gate, and its index.
      hidden: p.rows * p.xBits,
      gates: silu(p) * p.rows * p.xBits,
      segments:
        silu(p) *
        p.rows *
        (LINE_BITS + SIGMOID_SLOPE_BITS) *
        lutRomBit(fabric.family, 2 ** SIGMOID_SEGMENT_BITS),
      multiply: factors(p, build(p)).reduce((sum, [a, b]) => sum + p.rows * multiplierBits(fabric, a, b), 0),
      control: Math.ceil(Math.log2(build(p).beats)) + 1,
    }),
    registers: (p: P): Terms => ({ control: 2 * Math.ceil(Math.log2(build(p).beats)) + 4 }),
    exact: (p: P, fabric: Fabric): Resources =>
      sumResources(
        kept(p, build(p), fabric),
        ...factors(p, build(p)).map(([a, b]) => scaleResources(p.rows, multiplier(fabric, a, b))),
        flipFlops(p.rows * registerBits(p, build(p), fabric)),
      ),
  };
}

const LINE_BITS = SIGMOID_BITS + SIGMOID_LINE_FRACTION;

/** Factors of an element's products: the line, the gate by its sigmoid (or itself), the activated gate by up. */
function factors(
  { xBits }: GatedCostParameters,
  { mode }: GatedActivationBuild,
): readonly (readonly [a: number, b: number])[] {
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
function registerBits(
  { xBits, pipeline }: GatedCostParameters,
  { mode }: GatedActivationBuild,
  fabric: Fabric,
): number {
  const hidden = productRegister(fabric, 2 * xBits) + pipeline * xBits;
  if (mode === 'relu2') return hidden + productRegister(fabric, xBits - 1);
  const gate = 1 + productRegister(fabric, xBits + LINE_BITS - SIGMOID_LINE_FRACTION);
  return hidden + gate + productRegister(fabric, xBits + SIGMOID_BITS + 1);
}

function kept(p: GatedCostParameters, { beats, store }: GatedActivationBuild, { family }: Fabric): Resources {
  const bits = p.rows * p.xBits;
  if (beats === 1) return flipFlops(bits);
  if (store === 'block') return writtenBlock(family, beats, bits);
  // No block RAM may take its place, which its register would allow.
  return sumResources(
    smallMemory(family, { words: beats, bits, readPorts: 1, register: 'none' }),
    flipFlops(bits),
  );
}
