import type { FloatLinear, FloatModel, Norm } from '../../generator/model/float-model.ts';
import type { ActivationFormat, KvFormat, WeightFormat } from '../../generator/model/integer-model.ts';
import { randomGroups } from './groups.ts';
import { characterRange, normalNumbers } from './random-values.ts';

export interface RandomLlamaOptions {
  readonly layers?: number;
  readonly width?: number;
  readonly kvHeads?: number;
  /** Query heads to a key-value head. */
  readonly shared?: number;
  readonly headDim?: number;
  readonly ffn?: number;
  readonly context?: number;
  readonly vocabulary?: number;
  readonly feedForward?: 'silu_mul' | 'relu2_mul';
  readonly subNorms?: boolean;
  readonly gains?: boolean;
  readonly pairing?: 'adjacent' | 'half';
  readonly tied?: boolean;
  /** Of queries, keys and values. */
  readonly biases?: boolean;
  readonly weightFormat?: WeightFormat;
  /** Columns of a group of int4 weights that are codes, as AWQ's; floats by default. */
  readonly groupSize?: number | null;
  readonly activationFormat?: ActivationFormat;
  readonly kvFormat?: KvFormat;
  readonly seed?: number;
}

/** A Llama or BitNet of random weights; ternary ones are trits with a scale, as checkpoints hold them. */
export function randomLlama(options: RandomLlamaOptions = {}): FloatModel {
  const {
    layers = 1,
    kvHeads = 2,
    shared = 2,
    headDim = 4,
    ffn = 20,
    context = 16,
    vocabulary = 27,
  } = options;
  const { weightFormat = 'int8', activationFormat = 'int8', kvFormat = 'int8', groupSize = null } = options;
  const { subNorms = false, gains = true, tied = true, feedForward = 'silu_mul', width = 16 } = options;
  const heads = kvHeads * shared;
  const normal = normalNumbers(options.seed ?? 1);
  const values = (count: number, deviation: number): Float64Array =>
    Float64Array.from({ length: count }, () => Math.fround(deviation * normal()));
  const linear = (name: string, rows: number, cols: number): FloatLinear => {
    const own = values(rows * cols, 1 / Math.sqrt(cols));
    if (weightFormat === 'int4' && groupSize !== null)
      return { name, rows, cols, ...randomGroups(rows, cols, groupSize, normal) };
    if (weightFormat !== 'ternary' || name === 'lm_head') return { name, rows, cols, values: own };
    const tritScale = Math.fround(1 / Math.sqrt(cols));
    const trits = own.map((value) => Math.max(-1, Math.min(1, Math.round(value / tritScale))) * tritScale);
    return { name, rows, cols, values: trits, tritScale };
  };
  const projection = (name: string, rows: number): FloatLinear => ({
    ...linear(name, rows, width),
    ...(options.biases === true ? { bias: values(rows, 0.5) } : {}),
  });
  const norm = (length: number): Norm => ({
    gain: gains ? values(length, 0.3).map((value) => 1 + value) : null,
  });
  const tokenEmbedding = values(vocabulary * width, 0.5);
  return {
    kind: 'llama',
    name: 'random llama',
    shape: { layers, width, heads, kvHeads, headDim, ffn, context, vocabulary },
    normEpsilon: 1e-5,
    weightFormat,
    activationFormat,
    kvFormat,
    tokenEmbedding,
    positions: { kind: 'rotary', base: 1e4, pairing: options.pairing ?? 'adjacent' },
    embeddingNorm: null,
    feedForward,
    layers: Array.from({ length: layers }, (_, index) => ({
      attentionNorm: norm(width),
      wq: projection(`layer${index}.attn_wq`, heads * headDim),
      wk: projection(`layer${index}.attn_wk`, kvHeads * headDim),
      wv: projection(`layer${index}.attn_wv`, kvHeads * headDim),
      attentionSubNorm: subNorms ? norm(heads * headDim) : null,
      wo: linear(`layer${index}.attn_wo`, width, heads * headDim),
      ffnNorm: norm(width),
      gate: linear(`layer${index}.ffn_gate`, ffn, width),
      up: linear(`layer${index}.ffn_up`, ffn, width),
      ffnSubNorm: subNorms ? norm(ffn) : null,
      down: linear(`layer${index}.ffn_down`, width, ffn),
    })),
    finalNorm: norm(width),
    head: tied
      ? { name: 'lm_head', rows: vocabulary, cols: width, values: tokenEmbedding }
      : linear('lm_head', vocabulary, width),
    tokenizer: { kind: 'characters', characters: characterRange(vocabulary), boundary: vocabulary - 1 },
    trainedTernary: false,
    calibration: null,
  };
}
