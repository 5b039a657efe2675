import type { Parameters } from '../../netlist/netlist.ts';
import { type SamplerParameters, samplerVerilog } from '../sampler-parameters.ts';
import { samplerThresholdShape } from './latency.ts';

export function samplerThresholdVerilog(p: SamplerParameters): Parameters {
  const { lanes, countBits, massBits } = samplerThresholdShape(p);
  return {
    ...samplerVerilog(p),
    LANES: lanes,
    COUNT_BITS: countBits,
    MASS_BITS: massBits,
    MULTIPLIER: p.multiplier,
  };
}
