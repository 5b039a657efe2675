import { InputError } from '../../errors.ts';
import { PLAIN_TYPES, type ValueType } from '../checkpoint/value-type.ts';
import { Q4_0, Q8_0, TQ1_0, TQ2_0 } from './block-types.ts';

/** The types that are read, by their number in the file. */
const READ: Readonly<Record<number, ValueType>> = {
  0: PLAIN_TYPES.F32,
  1: PLAIN_TYPES.F16,
  2: Q4_0,
  8: Q8_0,
  30: PLAIN_TYPES.BF16,
  34: TQ1_0,
  35: TQ2_0,
};

/** Source: llama.cpp, ggml.h, `ggml_type`; 36 to 39 as bitnet.cpp numbers them, 39 is MXFP4 elsewhere. */
const OTHERS: Readonly<Record<number, string>> = {
  3: 'Q4_1',
  4: 'Q4_2, which was withdrawn',
  5: 'Q4_3, which was withdrawn',
  6: 'Q5_0',
  7: 'Q5_1',
  9: 'Q8_1',
  10: 'Q2_K',
  11: 'Q3_K',
  12: 'Q4_K',
  13: 'Q5_K',
  14: 'Q6_K',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  20: 'IQ4_NL',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  31: 'Q4_0_4_4, which was withdrawn',
  32: 'Q4_0_4_8, which was withdrawn',
  33: 'Q4_0_8_8, which was withdrawn',
  36: 'I2_S of bitnet.cpp',
  37: 'I8_S of bitnet.cpp',
  38: 'TL1 of bitnet.cpp',
  39: 'MXFP4, or TL2 of bitnet.cpp',
  40: 'NVFP4',
  41: 'Q1_0',
  42: 'Q2_0',
};

const I2_S = 36;
const WHY_NOT_I2_S =
  'I2_S has three bit layouts, chosen when bitnet.cpp was compiled, and the file does not say which: ' +
  'convert the original checkpoint to TQ1_0 or TQ2_0, or take its Hugging Face folder.';

/** @throws InputError for a type that is not read, by its name. */
export function typeOf(id: number, subject: string): ValueType {
  const found = READ[id];
  if (found !== undefined) return found;
  throw new InputError({
    subject: `${subject}: type`,
    rule: `must be one of ${Object.values(READ)
      .map(({ name }) => name)
      .join(', ')}`,
    received: OTHERS[id] ?? `type ${id}, which no ggml known to fpga-gen has`,
    hint: id === I2_S ? WHY_NOT_I2_S : 'Take the F16 or Q8_0 file of the same model.',
  });
}
