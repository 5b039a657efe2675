import type { DesignFile } from '../generator/emit/design-file.ts';
import type { ScaleConstant } from '../generator/model/integer-model.ts';
import type { Sampling } from '../generator/schema/generation.ts';
import { encodeInverseTemperature, encodeTopP, type InverseTemperature } from './math/sampling-codes.ts';
import type { SamplingControls } from './units/sampler/math.ts';

/** How tokens are drawn where the user does not say: from the model's own distribution. */
const DEFAULT_TEMPERATURE = 1;
const DEFAULT_SEED = 1;

/** Settings of a sequence as the control registers hold them. */
export interface SamplingSettings {
  readonly controls: SamplingControls;
  readonly inverseTemperature: InverseTemperature;
  readonly seed: number;
  /** The head's constant with the inverse temperature folded in. */
  readonly head: ScaleConstant;
}

/** @throws InputError for a temperature or a share out of range */
export function samplingSettings(sampling: Sampling, design: DesignFile): SamplingSettings {
  const temperature = sampling.temperature ?? DEFAULT_TEMPERATURE;
  const { scaleBits } = design.formats;
  const inverseTemperature = encodeInverseTemperature(temperature, scaleBits);
  return {
    controls: {
      greedy: temperature === 0,
      topK: sampling.topK ?? 0,
      topP: encodeTopP(sampling.topP ?? 1),
    },
    inverseTemperature,
    seed: sampling.seed ?? DEFAULT_SEED,
    head: foldTemperature(design.head, inverseTemperature, scaleBits),
  };
}

/** docs/arithmetic.md §7: c_m · t_m, normalised again. */
function foldTemperature(head: ScaleConstant, inverse: InverseTemperature, scaleBits: number): ScaleConstant {
  const product = head.mantissa * inverse.mantissa;
  return product >= 2 ** (2 * scaleBits - 1)
    ? { mantissa: Math.floor(product / 2 ** scaleBits), shift: head.shift + inverse.shift - 1 }
    : { mantissa: Math.floor(product / 2 ** (scaleBits - 1)), shift: head.shift + inverse.shift };
}
