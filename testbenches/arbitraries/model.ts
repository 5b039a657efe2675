import type { FloatLinear, FloatModel } from '../../generator/model/float-model.ts';
import type {
  ActivationFormat,
  KvFormat,
  ModelShape,
  WeightFormat,
} from '../../generator/model/integer-model.ts';
import { characterRange, normalNumbers } from './random-values.ts';

export interface RandomModelOptions {
  readonly layers?: number;
  readonly width?: number;
  readonly heads?: number;
  readonly ffn?: number;
  readonly context?: number;
  readonly vocabulary?: number;
  readonly weightFormat?: WeightFormat;
  readonly activationFormat?: ActivationFormat;
  readonly kvFormat?: KvFormat;
  readonly seed?: number;
  /** Standard deviation of the embeddings. */
  readonly embeddingScale?: number;
}

/** A microGPT of random weights, of microGPT's own sizes where none are named; the same seed gives the same model. */
export function randomFloatModel(options: RandomModelOptions = {}): FloatModel {
  const {
    weightFormat = 'ternary',
    activationFormat = 'int8',
    kvFormat = 'int8',
    embeddingScale = 0.5,
  } = options;
  const shape = shapeOf(options);
  const { layers, width, ffn, context, vocabulary } = shape;
  const normal = normalNumbers(options.seed ?? 1);
  const values = (count: number, deviation: number): Float64Array =>
    Float64Array.from({ length: count }, () => Math.fround(deviation * normal()));
  const linear = (name: string, rows: number, cols: number): FloatLinear => ({
    name,
    rows,
    cols,
    values: values(rows * cols, 1 / Math.sqrt(cols)),
  });
  return {
    kind: 'microgpt',
    name: 'random',
    shape,
    normEpsilon: 1e-5,
    weightFormat,
    activationFormat,
    kvFormat,
    tokenEmbedding: values(vocabulary * width, embeddingScale),
    positions: { kind: 'learned', embedding: values(context * width, embeddingScale) },
    embeddingNorm: { gain: null },
    feedForward: 'relu',
    layers: Array.from({ length: layers }, (_, index) => ({
      attentionNorm: { gain: null },
      wq: linear(`layer${index}.attn_wq`, width, width),
      wk: linear(`layer${index}.attn_wk`, width, width),
      wv: linear(`layer${index}.attn_wv`, width, width),
      attentionSubNorm: null,
      wo: linear(`layer${index}.attn_wo`, width, width),
      ffnNorm: { gain: null },
      gate: null,
      up: linear(`layer${index}.mlp_fc1`, ffn, width),
      ffnSubNorm: null,
      down: linear(`layer${index}.mlp_fc2`, width, ffn),
    })),
    finalNorm: null,
    head: linear('lm_head', vocabulary, width),
    tokenizer: {
      kind: 'characters',
      characters: characterRange(vocabulary),
      boundary: vocabulary - 1,
    },
    trainedTernary: weightFormat === 'ternary',
    calibration: null,
  };
}

function shapeOf(options: RandomModelOptions): ModelShape {
  const { layers = 1, width = 16, heads = 4, ffn = 4 * width, context = 16, vocabulary = 27 } = options;
  return { layers, width, heads, kvHeads: heads, headDim: width / heads, ffn, context, vocabulary };
}
