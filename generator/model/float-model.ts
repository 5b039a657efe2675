import type { ActivationFormat, KvFormat, ModelShape, Tokenizer, WeightFormat } from './integer-model.ts';

/** One weight matrix as it was trained, y = W x + b. */
export interface FloatLinear {
  /** State-dict name, `layer0.attn_wq`, `lm_head`. */
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  /**
   * [rows × cols], row-major. Of a large checkpoint it is a getter that reads the file anew each time: take it once, keep
   * it no longer than one matrix is worked on.
   */
  readonly values: Float64Array;
  /** [rows], where the projection has one. */
  readonly bias?: Float64Array;
  /** Weights of `values` that only pad it, all zero: no mean counts them. */
  readonly padding?: number;
  /** Where the checkpoint holds trits: the value of trit 1; `values` are exactly −scale, 0 and scale. */
  readonly tritScale?: number;
  /** Where the checkpoint holds 4-bit codes in groups: `values` are exactly (code − zero point) · scale. */
  readonly groups?: WeightGroups;
}

/** A matrix as 4-bit codes; a group is `size` neighbouring columns of one row, the last of a row may be shorter. */
export interface WeightGroups {
  readonly size: number;
  /** [rows × cols], 0 to 15; a getter that reads the file anew each time. */
  readonly codes: Uint8Array;
  /** [rows × groups], 0 to 15; likewise. */
  readonly zeroPoints: Uint8Array;
  /** [rows × groups], not negative; likewise. */
  readonly scales: Float64Array;
}

/** An RMSNorm: x / √(mean(x²) + ε), element by element times a gain, where it has one. */
export interface Norm {
  readonly gain: Float64Array | null;
}

/** The matrices and norms of one layer. */
export interface FloatLayer {
  readonly attentionNorm: Norm;
  readonly wq: FloatLinear;
  readonly wk: FloatLinear;
  readonly wv: FloatLinear;
  /** BitNet's norm before wo. */
  readonly attentionSubNorm: Norm | null;
  readonly wo: FloatLinear;
  readonly ffnNorm: Norm;
  /** Of a gated feed-forward; null where up is activated itself. */
  readonly gate: FloatLinear | null;
  readonly up: FloatLinear;
  /** BitNet's norm before down. */
  readonly ffnSubNorm: Norm | null;
  readonly down: FloatLinear;
}

/**
 * The hidden vector of a feed-forward: relu(up x); silu(gate x) · up x; relu(gate x)² · up x.
 */
export type FeedForward = 'relu' | 'silu_mul' | 'relu2_mul';

/** Where positions come from: a learned vector added to the token's, or rotations of queries and keys. */
export type Positions =
  | {
      readonly kind: 'learned';
      /** context × width. */
      readonly embedding: Float64Array;
    }
  | {
      readonly kind: 'rotary';
      /** θ: pair i turns by position · base^(−2i/headDim). */
      readonly base: number;
      /** Element 2i with 2i + 1 (llama2.c, GGUF), or i with i + headDim/2 (Hugging Face). */
      readonly pairing: 'adjacent' | 'half';
    };

/** Fraction bits of q, k and v that a model brings along instead of leaving them to calibration. */
export interface HeadFractions {
  readonly qFrac: number;
  readonly kFrac: number;
  readonly vFrac: number;
}

/**
 * A model as it was trained: what step ① leaves. The parts say what it is; `kind` is only the name of its family.
 * A token's vector passes `embeddingNorm`, then layer after layer, then `finalNorm` and the head.
 */
export interface FloatModel {
  readonly kind: 'microgpt' | 'llama';
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
  readonly positions: Positions;
  readonly embeddingNorm: Norm | null;
  readonly feedForward: FeedForward;
  readonly layers: readonly FloatLayer[];
  readonly finalNorm: Norm | null;
  /** vocabulary × width; the token embedding's own values where the two are tied. */
  readonly head: FloatLinear;
  readonly tokenizer: Tokenizer;
  /**
   * The linear weights are the latent ones that trits were made of, which is how the model was trained and what it computes with:
   * t·g, g = mean |W|, t = clip(round(W/g), ±1). The latent weights themselves predict nothing.
   */
  readonly trainedTernary: boolean;
  /** null: step ② measures. */
  readonly calibration: HeadFractions | null;
}

/** The matrices of a layer that exist, in the order in which a token meets them; k and v before q. */
export function layerLinears(layer: FloatLayer): readonly FloatLinear[] {
  const { wk, wv, wq, wo, gate, up, down } = layer;
  return [wk, wv, wq, wo, ...(gate === null ? [] : [gate]), up, down];
}

/**
 * Format of the head: BitNet's is trained in float and becomes int8, as its embedding is no ternary matrix either. AWQ leaves the
 * head alone, too; where it did not, the codes are kept.
 */
export function headFormat({ kind, weightFormat, head }: FloatModel): WeightFormat {
  if (weightFormat === 'int4') return head.groups === undefined ? 'int8' : 'int4';
  return kind === 'llama' && weightFormat === 'ternary' ? 'int8' : weightFormat;
}

/** Some matrix of an int4 model came as codes, which are kept: its columns take no factor. */
export function keepsCodes(model: FloatModel): boolean {
  return model.weightFormat === 'int4' && modelLinears(model).some(({ groups }) => groups !== undefined);
}

/** All matrices, in the order of the program. */
export function modelLinears({ layers, head }: FloatModel): readonly FloatLinear[] {
  return [...layers.flatMap(layerLinears), head];
}

/** A copy with other parts in which getters stay getters: `{ ...whole }` would read what they read, and keep it. */
export function withParts<Whole extends object>(whole: Whole, parts: Partial<Whole>): Whole {
  return Object.create(Object.prototype, {
    ...Object.getOwnPropertyDescriptors(whole),
    ...Object.getOwnPropertyDescriptors(parts),
  });
}
