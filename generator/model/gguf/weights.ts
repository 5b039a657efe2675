import { InputError } from '../../errors.ts';
import type { LinearRequest, WeightSource } from '../checkpoint/assemble.ts';
import { lazyLinear } from '../checkpoint/lazy-linear.ts';
import {
  checkForm,
  checkValues,
  readValues,
  type StoredTensor,
  subjectOf,
} from '../checkpoint/stored-tensor.ts';
import type { TensorTable } from '../checkpoint/tensor-table.ts';
import { tritsOf } from '../checkpoint/trit-scale.ts';
import { FLOAT_TYPES, type ValueType } from '../checkpoint/value-type.ts';
import type { FloatLinear } from '../float-model.ts';
import { Q4_0, Q8_0, TQ1_0, TQ2_0 } from './block-types.ts';

const TERNARY_TYPES: readonly ValueType[] = [TQ1_0, TQ2_0];
const MATRIX_TYPES: readonly ValueType[] = [...FLOAT_TYPES, Q8_0, Q4_0, ...TERNARY_TYPES];

/** Hands out the weights of a GGUF. */
export class GgufWeights implements WeightSource {
  readonly #table: TensorTable;
  readonly #trits: boolean;

  /** `trits`: whatever type the matrices of layers are written in, they are trits. */
  constructor(table: TensorTable, trits: boolean) {
    this.#table = table;
    this.#trits = trits;
  }

  linear(request: LinearRequest): FloatLinear {
    const { name, stem, rows, cols } = request;
    const tensor = this.#take(`${stem}.weight`, [rows, cols], MATRIX_TYPES);
    const bias = request.bias ? { bias: this.#vector(`${stem}.bias`, rows) } : {};
    const isTernary = TERNARY_TYPES.includes(tensor.type) || (this.#trits && name !== 'lm_head');
    const trits = isTernary ? { tritScale: tritScale(tensor) } : {};
    return lazyLinear(request, () => readValues(tensor), { ...bias, ...trits });
  }

  embedding(stem: string, rows: number, cols: number): () => Float64Array {
    const tensor = this.#take(`${stem}.weight`, [rows, cols], MATRIX_TYPES);
    return () => readValues(tensor);
  }

  gain(stem: string, length: number): Float64Array {
    return this.#vector(`${stem}.weight`, length);
  }

  #vector(name: string, length: number): Float64Array {
    return readValues(this.#take(name, [length], FLOAT_TYPES));
  }

  #take(name: string, shape: readonly number[], types: readonly ValueType[]): StoredTensor {
    const tensor = this.#table.take(name);
    checkForm(tensor, shape, types);
    checkValues(tensor);
    return tensor;
  }
}

/** @throws InputError where the trits of a matrix have more than one scale. */
function tritScale(tensor: StoredTensor): number {
  const trits = tritsOf(tensor);
  if ('scale' in trits) return trits.scale;
  throw new InputError({
    subject: subjectOf(tensor),
    rule: 'must hold trits of one scale: the values −s, 0 and s',
    received: `magnitudes ${trits.magnitudes.join(' and ')}`,
    hint: 'The hardware has one scale a matrix, and fpga-gen does not average: take the checkpoint it was made from.',
  });
}
