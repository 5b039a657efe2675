import { InputError } from '../../errors.ts';
import type { LinearRequest, WeightSource } from '../checkpoint/assemble.ts';
import { lazyLinear } from '../checkpoint/lazy-linear.ts';
import {
  checkForm,
  checkValues,
  pieces,
  readValues,
  type StoredTensor,
  subjectOf,
} from '../checkpoint/stored-tensor.ts';
import type { TensorTable } from '../checkpoint/tensor-table.ts';
import { FLOAT_TYPES, PLAIN_TYPES } from '../checkpoint/value-type.ts';
import type { FloatLinear } from '../float-model.ts';
import { groupValues } from '../group-values.ts';
import { awqGroups } from './awq.ts';
import { checkTrits, TRITS_IN_BYTE, unpackTrits } from './packed-trits.ts';
import type { Quantisation } from './quantisation.ts';

/** Hands out the weights of a folder. */
export class HuggingFaceWeights implements WeightSource {
  readonly #table: TensorTable;
  readonly #quantisation: Quantisation;

  constructor(table: TensorTable, quantisation: Quantisation) {
    this.#table = table;
    this.#quantisation = quantisation;
  }

  /** The head is of floats whatever the layers are, but where AWQ packed it too. */
  linear(request: LinearRequest): FloatLinear {
    const quantisation = this.#quantisation;
    const isHead = request.name === 'lm_head';
    if (quantisation.kind === 'packed' && !isHead) return this.#packed(request, quantisation.scale);
    if (quantisation.kind === 'awq' && (!isHead || this.#table.has(`${request.stem}.qweight`))) {
      const groups = awqGroups(this.#table, request.stem, { ...request, groupSize: quantisation.groupSize });
      return lazyLinear(request, () => groupValues(groups), { ...this.#bias(request), groups });
    }
    const tensor = this.#floats(`${request.stem}.weight`, [request.rows, request.cols]);
    return lazyLinear(request, () => readValues(tensor), this.#bias(request));
  }

  embedding(stem: string, rows: number, cols: number): () => Float64Array {
    const tensor = this.#floats(`${stem}.weight`, [rows, cols]);
    return () => readValues(tensor);
  }

  gain(stem: string, length: number): Float64Array {
    return readValues(this.#floats(`${stem}.weight`, [length]));
  }

  /**
   * A tied head that the file holds nevertheless must be the embedding: transformers would not read it.
   *
   * @throws InputError where it is not.
   */
  checkTied(head: string, embedding: string, shape: readonly [number, number]): void {
    if (!this.#table.has(`${head}.weight`)) return;
    const tensor = this.#floats(`${head}.weight`, shape);
    if (haveSameBytes(tensor, this.#floats(`${embedding}.weight`, shape))) return;
    throw new InputError({
      subject: subjectOf(tensor),
      rule: `must equal ${embedding}.weight, because tie_word_embeddings is true`,
      hint: 'Which of the two is the head? Remove the other from the checkpoint.',
    });
  }

  #bias({ stem, rows, bias }: LinearRequest): Pick<FloatLinear, 'bias'> {
    return bias ? { bias: readValues(this.#floats(`${stem}.bias`, [rows])) } : {};
  }

  #packed(request: LinearRequest, use: 'multiplies' | 'divides'): FloatLinear {
    const { stem, rows, cols } = request;
    const tensor = this.#table.take(`${stem}.weight`);
    checkForm(tensor, [Math.ceil(rows / TRITS_IN_BYTE), cols], [PLAIN_TYPES.U8, PLAIN_TYPES.I8]);
    checkTrits(tensor);
    const tritScale = this.#scale(`${stem}.weight_scale`, use);
    const read = () => unpackTrits(tensor, rows, cols, tritScale);
    return lazyLinear(request, read, { ...this.#bias(request), tritScale });
  }

  /** The value of trit 1. */
  #scale(name: string, use: 'multiplies' | 'divides'): number {
    const tensor = this.#table.take(name);
    checkForm(tensor, tensor.shape.length === 0 ? [] : [1], FLOAT_TYPES);
    const [value = 0] = readValues(tensor);
    const scale = use === 'divides' ? 1 / value : value;
    if (value > 0 && scale > 0 && Number.isFinite(scale)) return scale;
    throw new InputError({ subject: subjectOf(tensor), rule: 'must be a positive number', received: value });
  }

  #floats(name: string, shape: readonly number[]): StoredTensor {
    const tensor = this.#table.take(name);
    checkForm(tensor, shape, FLOAT_TYPES);
    checkValues(tensor);
    return tensor;
  }
}

function haveSameBytes(left: StoredTensor, right: StoredTensor): boolean {
  if (left.type !== right.type) return false;
  const others = pieces(right);
  for (const { bytes } of pieces(left)) {
    const other = others.next().value;
    if (other === undefined || Buffer.compare(bytes, other.bytes) !== 0) return false;
  }
  return true;
}
