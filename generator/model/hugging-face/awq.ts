import { InputError } from '../../errors.ts';
import {
  checkForm,
  checkValues,
  readBytes,
  readValues,
  type StoredTensor,
  subjectOf,
} from '../checkpoint/stored-tensor.ts';
import type { TensorTable } from '../checkpoint/tensor-table.ts';
import { PLAIN_TYPES } from '../checkpoint/value-type.ts';
import type { WeightGroups } from '../float-model.ts';

/** Codes in a 32-bit word. */
const CODES = 8;
/** Output that nibble i of a word belongs to, from the least significant. Source: AutoAWQ, modules/linear/gemm.py. */
const ORDER = [0, 2, 4, 6, 1, 3, 5, 7] as const;

/** The three tensors of one matrix. */
interface Awq {
  readonly rows: number;
  readonly cols: number;
  readonly size: number;
  readonly codes: StoredTensor;
  readonly zeros: StoredTensor;
  readonly scales: StoredTensor;
}

/**
 * A matrix of rows × cols as AutoAWQ's `gemm` writes it, inputs first: qweight [cols, rows/8], qzeros [groups, rows/8],
 * scales [groups, rows].
 *
 * @throws InputError for tensors that are missing, of another form, or hold a scale that is no number.
 */
export function awqGroups(
  table: TensorTable,
  stem: string,
  {
    rows,
    cols,
    groupSize,
  }: { readonly rows: number; readonly cols: number; readonly groupSize: number | null },
): WeightGroups {
  const size = groupSize ?? cols;
  const [codes, zeros, scales] = [
    table.take(`${stem}.qweight`),
    table.take(`${stem}.qzeros`),
    table.take(`${stem}.scales`),
  ];
  if (rows % CODES !== 0 || cols % size !== 0) {
    throw new InputError({
      subject: subjectOf(codes),
      rule: `must have a multiple of ${CODES} outputs and of ${size} inputs`,
      received: [cols, rows],
    });
  }
  checkForm(codes, [cols, rows / CODES], [PLAIN_TYPES.I32]);
  checkForm(zeros, [cols / size, rows / CODES], [PLAIN_TYPES.I32]);
  checkForm(scales, [cols / size, rows], [PLAIN_TYPES.F16, PLAIN_TYPES.BF16, PLAIN_TYPES.F32]);
  checkValues(scales);
  refuseNegative(scales);
  return lazyGroups({ rows, cols, size, codes, zeros, scales });
}

/** @throws InputError for the first scale below 0 */
function refuseNegative(scales: StoredTensor): void {
  const values = readValues(scales);
  const bad = values.findIndex((scale) => scale < 0);
  if (bad < 0) return;
  const outputs = scales.shape[1] ?? 1;
  throw new InputError({
    subject: `${subjectOf(scales)}[${Math.floor(bad / outputs)}][${bad % outputs}]`,
    rule: 'must not be negative',
    received: values[bad],
    hint: 'A scale is the distance of two codes.',
  });
}

function lazyGroups({ rows, cols, size, codes, zeros, scales }: Awq): WeightGroups {
  return {
    size,
    get codes() {
      return nibbles(codes, cols, rows);
    },
    get zeroPoints() {
      return nibbles(zeros, cols / size, rows);
    },
    get scales() {
      return transposed(readValues(scales), cols / size, rows);
    },
  };
}

/** Nibbles of [inputs, outputs/8] words as [outputs × inputs]. */
function nibbles(tensor: StoredTensor, inputs: number, outputs: number): Uint8Array {
  const bytes = readBytes(tensor);
  const codes = new Uint8Array(inputs * outputs);
  // Byte b of a word holds its nibbles 2b and 2b + 1.
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const word = Math.floor(at / 4);
    const [input, first] = [Math.floor(word / (outputs / CODES)), (word % (outputs / CODES)) * CODES];
    const nibble = 2 * (at % 4);
    codes[(first + (ORDER[nibble] ?? 0)) * inputs + input] = byte % 16;
    codes[(first + (ORDER[nibble + 1] ?? 0)) * inputs + input] = Math.floor(byte / 16);
  }
  return codes;
}

function transposed(values: Float64Array, rows: number, cols: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) out[col * rows + row] = values[row * cols + col] ?? 0;
  }
  return out;
}
