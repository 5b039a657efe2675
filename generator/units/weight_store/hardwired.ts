import { moduleVerilog } from '../../emit/render.ts';
import type { WeightStoreParameters } from './parameters.ts';

/** Verilog of a weight store whose words are constants. */
export function hardwiredStoreVerilog(
  words: readonly bigint[],
  { baseBits, weightWordBits }: WeightStoreParameters,
): string {
  return moduleVerilog('weight_store_hardwired', {
    words: words.length,
    index_bits: baseBits,
    data_bits: weightWordBits,
    constants: words.map((word, index) => ({
      index: `${baseBits}'d${index}`,
      value: `${weightWordBits}'h${word.toString(16)}`,
    })),
  });
}
