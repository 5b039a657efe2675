import type { LoadedDesign, LoadedWord } from './design/load-design.ts';
import { relu } from './math/activation.ts';
import { type AttentionCache, attend, createAttentionCache, storeKey, storeValue } from './math/attention.ts';
import { dequantise, dropAccumulatorBits, resultScale } from './math/dequantise.ts';
import { embed } from './math/embedding.ts';
import { matmul } from './math/matmul_array.ts';
import { quantise, type RootScale, reciprocalRoot, type VectorScale } from './math/norm_quantise.ts';
import { addResidual } from './math/residual.ts';

/** What a step shows to whoever listens, in program order. Arrays are reused: copy what is kept. */
export interface StepObserver {
  /** A vector on the vector bus, and its quantised form. */
  vector(source: LoadedWord, x: Int32Array, quantised: Int16Array, length: number): void;
  /** Accumulators (times 2^accShift for the identity, as they leave the array) and results. */
  linear(source: LoadedWord, accumulators: Float64Array, results: Int32Array, length: number): void;
}

/** Scale of the head with the inverse temperature folded in (docs/arithmetic.md §7). */
export interface HeadScale {
  readonly mantissa: number;
  readonly shift: number;
}

/** Runs token steps of a build: integers only, no clock. State is one sequence's. */
export class Accelerator {
  private readonly loaded: LoadedDesign;
  private readonly x: Int32Array;
  private readonly residual: Int32Array;
  private readonly y: Int32Array;
  private readonly query: Int32Array;
  private readonly quantised: Int16Array;
  private readonly acc: Float64Array;
  private readonly cache: AttentionCache;
  private length = 0;
  private vectorScale: VectorScale = { exponent: 0, amaxMantissa: 0 };
  private root: RootScale | null = null;

  constructor(loaded: LoadedDesign) {
    const { shape, core } = loaded.design;
    const longest = Math.max(shape.width, shape.ffn, shape.vocabulary) + core.rows;
    this.loaded = loaded;
    this.x = new Int32Array(longest);
    this.residual = new Int32Array(longest);
    this.y = new Int32Array(longest);
    this.query = new Int32Array(longest);
    this.quantised = new Int16Array(longest);
    this.acc = new Float64Array(longest);
    this.cache = createAttentionCache(loaded.design, loaded.tables);
  }

  /**
   * One token step; fills the KV cache at `position`.
   * @returns scaled logits, int[vocabulary] (reused by the next step), or null in a prefill step, whose logits nobody wants
   */
  step(
    token: number,
    position: number,
    prefill: boolean,
    head: HeadScale,
    observer: StepObserver | null = null,
  ): Int32Array | null {
    const { design } = this.loaded;
    for (const word of this.loaded.program) {
      if (word.end) return this.y;
      if (word.prefillEnd && prefill) return null;
      switch (word.unit) {
        case 'embedding':
          embed(
            this.loaded.tokenEmbedding,
            this.loaded.positionEmbedding,
            token,
            position,
            design.shape.width,
            design.formats.xBits,
            this.x,
          );
          this.takeVector(word, this.x, design.shape.width, observer);
          break;
        case 'attention':
          attend(this.cache, word.layer, position, this.query, this.x);
          this.takeVector(word, this.x, design.shape.width, observer);
          break;
        default:
          this.linear(word, position, head, observer);
      }
    }
    throw new Error('the program has no end');
  }

  private takeVector(source: LoadedWord, x: Int32Array, length: number, observer: StepObserver | null): void {
    const { design, tables } = this.loaded;
    if (x !== this.x) this.x.set(x.subarray(0, length));
    this.length = length;
    this.vectorScale = quantise(this.x, length, this.quantised, design.formats, tables);
    this.root = null;
    observer?.vector(source, this.x, this.quantised, length);
  }

  private linear(word: LoadedWord, position: number, head: HeadScale, observer: StepObserver | null): void {
    const { design, tables } = this.loaded;
    const { formats } = design;
    const n = word.resultLength;
    if (word.norm) this.root ??= reciprocalRoot(this.x, this.length, formats, tables);
    if (word.matrix === null) {
      const unit = 2 ** formats.accShift;
      for (let i = 0; i < n; i++) this.acc[i] = (this.x[i] ?? 0) * unit;
    } else {
      const half = formats.accShift === 0 ? 0 : 2 ** (formats.accShift - 1);
      matmul(word.matrix.weights, n, this.length, this.quantised, half, this.acc);
    }
    const accumulators = observer === null ? this.acc : this.acc.slice(0, n);
    dropAccumulatorBits(this.acc, n, formats.accShift);
    const constant = word.temperature ? head : { mantissa: word.mantissa, shift: word.shift };
    const vectorScale = word.identity ? null : this.vectorScale;
    const scale = resultScale(constant, vectorScale, word.norm ? this.root : null, formats.scaleBits);
    dequantise(this.acc, n, scale, resultBits(word, formats), this.y);
    observer?.linear(word, accumulators, this.y, n);
    this.deliver(word, n, position, observer);
  }

  private deliver(word: LoadedWord, n: number, position: number, observer: StepObserver | null): void {
    switch (word.sink) {
      case 'residual_set':
        this.residual.set(this.y.subarray(0, n));
        break;
      case 'residual_add':
        addResidual(this.residual, this.y, n, this.loaded.design.formats.xBits);
        break;
      case 'activation':
        relu(this.y, n);
        break;
      case 'k':
        storeKey(this.cache, word.layer, position, this.y);
        break;
      case 'v':
        storeValue(this.cache, word.layer, position, this.y);
        break;
      case 'q':
        this.query.set(this.y.subarray(0, n));
        break;
      case 'logits':
        break;
    }
    if (word.emit) this.takeVector(word, word.sink === 'activation' ? this.y : this.residual, n, observer);
  }
}

function resultBits(
  word: LoadedWord,
  formats: { readonly xBits: number; readonly kvBits: number; readonly logitBits: number },
): number {
  if (word.sink === 'logits') return formats.logitBits;
  return word.sink === 'k' || word.sink === 'v' || word.sink === 'q' ? formats.kvBits : formats.xBits;
}
