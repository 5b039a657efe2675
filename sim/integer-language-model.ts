import type { IntegerModel, Operation } from '../generator/model/integer-model.ts';
import { relu } from './math/activation.ts';
import { type AttentionCache, attend, createAttentionCache, storeKey, storeValue } from './math/attention.ts';
import { dequantise, dropAccumulatorBits, resultScale } from './math/dequantise.ts';
import { embed } from './math/embedding.ts';
import { matmul } from './math/matmul_array.ts';
import { quantise, reciprocalRoot, type VectorScale } from './math/norm_quantise.ts';
import { addResidual } from './math/residual.ts';
import type { LanguageModel } from './reference/language-model.ts';

type LinearOperation = Extract<Operation, { kind: 'linear' }>;

/**
 * The integers of the hardware as a language model, at temperature 1: `sim/math` run over the integer model, without a
 * build folder. For fidelity; the simulator proper (`sim/accelerator.ts`) reads what was built.
 */
export class IntegerLanguageModel implements LanguageModel {
  readonly #model: IntegerModel;
  readonly #cache: AttentionCache;
  /** The vector that entered norm_quantise last, its quantised form, and the residual stream. */
  readonly #vector: Int32Array;
  readonly #quantised: Int16Array;
  readonly #residual: Int32Array;
  readonly #query: Int32Array;
  readonly #accumulators: Float64Array;
  readonly #results: Int32Array;
  readonly #logits: Float64Array;
  #length = 0;
  #scale: VectorScale = { exponent: 0, amaxMantissa: 0 };
  #position = 0;

  constructor(model: IntegerModel) {
    const { width, ffn, vocabulary } = model.shape;
    const longest = Math.max(width, ffn, vocabulary);
    this.#model = model;
    this.#cache = createAttentionCache(model, model.tables);
    this.#vector = new Int32Array(longest);
    this.#quantised = new Int16Array(longest);
    this.#residual = new Int32Array(width);
    this.#query = new Int32Array(width);
    this.#accumulators = new Float64Array(longest);
    this.#results = new Int32Array(longest);
    this.#logits = new Float64Array(vocabulary);
  }

  begin(): void {
    this.#position = 0;
  }

  /** Natural-logarithm logits: z has logitFrac fraction bits and is base 2. */
  step(token: number): Float64Array {
    for (const operation of this.#model.operations) this.#run(operation, token);
    this.#position += 1;
    const unit = Math.LN2 / 2 ** this.#model.formats.logitFrac;
    for (let i = 0; i < this.#logits.length; i++) this.#logits[i] = (this.#results[i] ?? 0) * unit;
    return this.#logits;
  }

  #run(operation: Operation, token: number): void {
    const { shape, formats, tokenEmbedding, positionEmbedding } = this.#model;
    const out = this.#vector;
    if (operation.kind === 'linear') {
      this.#linear(operation);
      return;
    }
    if (operation.kind === 'embedding') {
      embed(tokenEmbedding, positionEmbedding, token, this.#position, shape.width, formats.xBits, out);
    } else {
      attend(this.#cache, operation.layer, this.#position, this.#query, out);
    }
    this.#take(out, shape.width);
  }

  #take(vector: Int32Array, length: number): void {
    const { formats, tables } = this.#model;
    if (vector !== this.#vector) this.#vector.set(vector.subarray(0, length));
    this.#length = length;
    this.#scale = quantise(this.#vector, length, this.#quantised, formats, tables);
  }

  #linear(operation: LinearOperation): void {
    const { formats, tables, linears, shape } = this.#model;
    const matrix = operation.linear === null ? null : linears[operation.linear];
    if (matrix === undefined) throw new Error(`no matrix ${operation.linear}`);
    const n = matrix?.rows ?? shape.width;
    if (matrix === null) {
      this.#accumulators.set(this.#vector.subarray(0, n));
    } else {
      const half = formats.accShift === 0 ? 0 : 2 ** (formats.accShift - 1);
      matmul(matrix.weights, n, matrix.cols, this.#quantised, half, this.#accumulators);
      dropAccumulatorBits(this.#accumulators, n, formats.accShift);
    }
    const root = operation.norm ? reciprocalRoot(this.#vector, this.#length, formats, tables) : null;
    const scale = resultScale(
      operation.constant,
      matrix === null ? null : this.#scale,
      root,
      formats.scaleBits,
    );
    dequantise(this.#accumulators, n, scale, this.#bits(operation), this.#results);
    this.#deliver(operation, n);
  }

  #bits({ sink }: LinearOperation): number {
    const { xBits, kvBits, logitBits } = this.#model.formats;
    if (sink === 'logits') return logitBits;
    return sink === 'k' || sink === 'v' || sink === 'q' ? kvBits : xBits;
  }

  #deliver({ sink, layer, emits }: LinearOperation, n: number): void {
    const results = this.#results;
    switch (sink) {
      case 'residual_set':
        this.#residual.set(results.subarray(0, n));
        break;
      case 'residual_add':
        addResidual(this.#residual, results, n, this.#model.formats.xBits);
        break;
      case 'activation':
        relu(results, n);
        break;
      case 'k':
        storeKey(this.#cache, layer, this.#position, results);
        break;
      case 'v':
        storeValue(this.#cache, layer, this.#position, results);
        break;
      case 'q':
        this.#query.set(results.subarray(0, n));
        break;
      case 'logits':
        break;
    }
    if (emits) this.#take(sink === 'activation' ? results : this.#residual, n);
  }
}
