import type {
  ActivationFormat,
  CharacterTokenizer,
  KvFormat,
  ModelShape,
  WeightFormat,
} from './integer-model.ts';

/** One weight matrix as it was trained, y = W x; values[rows × cols], row-major. */
export interface FloatLinear {
  /** State-dict name, `layer0.attn_wq`, `lm_head`. */
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  readonly values: Float64Array;
}

/** The matrices of one layer. */
export interface FloatLayer {
  readonly wq: FloatLinear;
  readonly wk: FloatLinear;
  readonly wv: FloatLinear;
  readonly wo: FloatLinear;
  readonly fc1: FloatLinear;
  readonly fc2: FloatLinear;
}

/** Fraction bits of q, k and v that a model brings along instead of leaving them to calibration. */
export interface HeadFractions {
  readonly qFrac: number;
  readonly kFrac: number;
  readonly vFrac: number;
}

/**
 * A model as it was trained: what step ① leaves. Norms are those of microGPT: after the embedding, before the
 * attention and before the feed-forward, without gain, none at the end.
 */
export interface FloatModel {
  readonly kind: 'microgpt';
  /** Free text for people, one line. */
  readonly name: string;
  readonly shape: ModelShape;
  /** Added to the mean square before the root. */
  readonly normEpsilon: number;
  /** Formats that the model or its user chose for step ②. */
  readonly weightFormat: WeightFormat;
  readonly activationFormat: ActivationFormat;
  readonly kvFormat: KvFormat;
  /** vocabulary × width. */
  readonly tokenEmbedding: Float64Array;
  /** context × width. */
  readonly positionEmbedding: Float64Array;
  readonly layers: readonly FloatLayer[];
  /** vocabulary × width. */
  readonly head: FloatLinear;
  readonly tokenizer: CharacterTokenizer;
  /**
   * The linear weights are the latent ones behind trits, which is how the model was trained and what it computes with:
   * t·g, g = mean |W|, t = clip(round(W/g), ±1). The latent weights themselves predict nothing.
   */
  readonly trainedTernary: boolean;
  /** null: step ② measures. */
  readonly calibration: HeadFractions | null;
}
