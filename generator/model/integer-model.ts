import type { Sink } from '../design/program-word.ts';
/** The integer model: what step ② leaves. Every number of `docs/arithmetic.md` is fixed here, before any board is known. */

import type { RopeTables } from './rope-tables.ts';
import type { SigmoidTable } from './sigmoid-table.ts';

export type WeightFormat = 'ternary' | 'int8' | 'int4' | 'q412';
export type ActivationFormat = 'int8' | 'int16';
export type KvFormat = 'int8' | 'int16';

/** Sizes of the transformer. */
export interface ModelShape {
  readonly layers: number;
  /** Elements of the residual stream. */
  readonly width: number;
  readonly heads: number;
  /** Heads of keys and values: a divisor of heads; query head h reads key-value head floor(h · kvHeads / heads). */
  readonly kvHeads: number;
  readonly headDim: number;
  /** Hidden elements of the feed-forward. */
  readonly ffn: number;
  /** Positions. */
  readonly context: number;
  readonly vocabulary: number;
}

/** Index fields of a (bipartite) table, most significant first: value = T0[x0|x1] + T1[x0|x2]; k2 = 0 has no T1. */
export interface TableFields {
  readonly k0: number;
  readonly k1: number;
  readonly k2: number;
}

/** Contents of one table; `t1` is empty where k2 = 0. */
export interface BipartiteTable {
  readonly fields: TableFields;
  /** Bits of the value. */
  readonly outBits: number;
  /** 2^(k0+k1) entries (rsqrt: one index bit more, the parity, above x0). */
  readonly t0: Int32Array;
  /** 2^(k0+k2) signed entries (rsqrt: likewise one bit more). */
  readonly t1: Int32Array;
  /** Bits of a T1 entry, two's complement; 0 without T1. */
  readonly t1Bits: number;
}

/** Names of the tables, everywhere: image files `mem/<name>_t0.mem`, `_t1.mem`. `reciprocal` exists for int8 activations only. */
export interface IntegerTables {
  readonly reciprocal: BipartiteTable | null;
  readonly rsqrt: BipartiteTable;
  readonly attention_exp2: BipartiteTable;
  readonly attention_reciprocal: BipartiteTable;
  readonly sampler_exp2: BipartiteTable;
}

/** Widths and fraction bits, named as in `docs/arithmetic.md` §1. */
export interface IntegerFormats {
  readonly weightFormat: WeightFormat;
  readonly activationFormat: ActivationFormat;
  readonly kvFormat: KvFormat;
  readonly xBits: number;
  readonly xFrac: number;
  readonly activationBits: number;
  readonly weightBits: number;
  readonly scaleBits: number;
  readonly reciprocalBits: number;
  readonly kvBits: number;
  /** Bits of q, k and v as they leave dequantise: kvBits, or 16 where keys and values get a scale per token and head. */
  readonly headBits: number;
  /** Keys and values have a scale per token and head (§6a). */
  readonly kvScaled: boolean;
  readonly qFrac: number;
  readonly kFrac: number;
  readonly vFrac: number;
  /** Shifts of §6a, 0 where keys and values have static scales: DS, SS, OS, and the guard bits VG. */
  readonly dotShift: number;
  readonly scoreShift: number;
  readonly outShift: number;
  readonly valueGuard: number;
  /** Fraction bits of a gated feed-forward (§6c); xFrac without one. */
  readonly gateFrac: number;
  readonly upFrac: number;
  readonly hiddenFrac: number;
  readonly scoreFrac: number;
  readonly scoreBits: number;
  readonly probBits: number;
  /** Guard bits AB of the attention's last division. */
  readonly attentionGuardBits: number;
  readonly accBits: number;
  readonly accShift: number;
  readonly logitFrac: number;
  readonly logitBits: number;
  readonly samplerWeightBits: number;
  /** Bits of the accumulator that dequantise multiplies: 18, or 24 with row scales. */
  readonly roundedBits: number;
  /** Some matrix has a scale per row (§4). */
  readonly rowScales: boolean;
  /** Columns of a group, a power of two, and bits of a group's scale (§4a); 0 but for int4 weights. */
  readonly groupSize: number;
  readonly groupScaleBits: number;
  /** The term added to the sum of squares of a vector of the residual stream: 2·xFrac fraction bits, an integer < 2^53. */
  readonly normEps: number;
  /** The same of the attention's output and of the hidden vector, in their units; used by sub-norms only. */
  readonly attentionNormEps: number;
  readonly hiddenNormEps: number;
}

/** One weight matrix, y = W x; rows × cols, row-major. */
export interface IntegerLinear {
  /** State-dict name, `layer0.attn_wq`, `lm_head`. */
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  /** What an operand is multiplied by in all; of groups, scale · (code − zero point). */
  readonly weights: Int16Array;
  /** Real value of weight 1 (of a row whose ρ is 1). */
  readonly scale: number;
  /** ρ of each row, 2^15 for 1; null without row scales. */
  readonly rowScales: Uint16Array | null;
  /** Digits of a weight that the array takes one after another: of int8, 7 in a ternary design, 2 in one of int4; else 1. */
  readonly planes: number;
  /** Of an int4 matrix what its weights are made of, else null. */
  readonly groups: IntegerGroups | null;
}

/** 4-bit codes, in the groups of `formats.groupSize` neighbouring columns of a row; a row's last one may be shorter. */
export interface IntegerGroups {
  /** [rows × cols], −8 … 7. */
  readonly codes: Int8Array;
  /** [rows × groups], −8 … 7. */
  readonly zeroPoints: Int8Array;
  /** [rows × groups], `formats.groupScaleBits` bits. */
  readonly scales: Uint16Array;
}

/** Static constant of a dequantisation: SB-bit mantissa c_m and shift c_s. */
export interface ScaleConstant {
  readonly mantissa: number;
  readonly shift: number;
}

/**
 * One step of the integer program, in the order of the computation, free of hardware.
 * `linear` reads the last vector that entered norm_quantise; `emits` says that its result enters norm_quantise as the next vector.
 */
export type Operation =
  | {
      readonly kind: 'embedding';
      /** The vector is the residual stream's first one as it is; else an identity operation sets that. */
      readonly setsResidual: boolean;
    }
  | {
      readonly kind: 'linear';
      /** Index into `linears`; null is the identity (norm to residual), whose result has `width` elements. */
      readonly linear: number | null;
      readonly layer: number;
      /** Scale by the reciprocal root mean square of the vector. */
      readonly norm: boolean;
      readonly sink: Sink;
      readonly constant: ScaleConstant;
      readonly emits: boolean;
    }
  | { readonly kind: 'attention'; readonly layer: number };

/** What every tokenizer says of its model's special tokens. */
interface SpecialTokens {
  /** Begins a sequence, where the model has such a token; where `stop` is absent, ends one too once it is generated. */
  readonly boundary: number | null;
  /** Ends a sequence once it is generated, where that is another token than the boundary; null: none does. */
  readonly stop?: number | null;
}

/** Characters of a character model: token i is `characters[i]`. */
export interface CharacterTokenizer extends SpecialTokens {
  readonly kind: 'characters';
  /** One string per token; the boundary's is empty. */
  readonly characters: readonly string[];
}

/** A checkpoint that came without its tokenizer: prompts and results are token numbers. */
export interface NoTokenizer extends SpecialTokens {
  readonly kind: 'none';
}

/**
 * Byte pair encoding with scores, as llama2.c does it. A piece is a string of bytes, one character from U+0000 to U+00FF
 * for each: bytes that are no UTF-8 survive JSON that way, and lengths and concatenations are those of the bytes.
 */
export interface PiecesTokenizer extends SpecialTokens {
  readonly kind: 'pieces';
  /** One byte string per token; `<0x41>` stands for the byte alone. */
  readonly pieces: readonly string[];
  /** One number per token: of all neighbours that together are a piece, those of the highest score are merged first. */
  readonly scores: readonly number[];
}

/** A tokenizer.json of Hugging Face, which `@huggingface/tokenizers` reads. */
export interface HuggingFaceTokenizer extends SpecialTokens {
  readonly kind: 'huggingface';
  /** tokenizer.json as parsed. */
  readonly definition: Readonly<Record<string, unknown>>;
  /** tokenizer_config.json as parsed; empty where there is none. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** The kinds of tokenizers, by name. */
export interface TokenizerKinds {
  readonly characters: CharacterTokenizer;
  readonly none: NoTokenizer;
  readonly pieces: PiecesTokenizer;
  readonly huggingface: HuggingFaceTokenizer;
}

export type TokenizerKind = keyof TokenizerKinds;
/** A tokenizer of one kind; of any, where none is named. */
export type Tokenizer<Kind extends TokenizerKind = TokenizerKind> = {
  [K in Kind]: TokenizerKinds[K] & { readonly kind: K };
}[Kind];

/** Choices of step ②, docs/arithmetic.md §5. */
export type Fold = 'norm_of_norm' | 'gains' | 'rotated_residual' | 'aligned_keys' | 'rounded_columns';

/** Everything that hardware, simulator and naive integration compute with. */
export interface IntegerModel {
  readonly name: string;
  readonly shape: ModelShape;
  readonly formats: IntegerFormats;
  readonly folds: readonly Fold[];
  readonly linears: readonly IntegerLinear[];
  /** vocabulary × width, xFrac fraction bits. */
  readonly tokenEmbedding: Int32Array;
  /** context × width, xFrac fraction bits; null where positions are rotations. */
  readonly positionEmbedding: Int32Array | null;
  readonly rope: RopeTables | null;
  readonly feedForward: 'relu' | 'silu_mul' | 'relu2_mul';
  /** For silu_mul only. */
  readonly sigmoid: SigmoidTable | null;
  /** Biases of keys, values and queries, layer after layer, in their results' formats; empty where there are none. */
  readonly biases: readonly Int16Array[];
  /** Gains of the vectors in the order in which they enter norm_quantise, 15 fraction bits; empty where no vector has one. */
  readonly gains: readonly Int16Array[];
  readonly tables: IntegerTables;
  readonly operations: readonly Operation[];
  readonly tokenizer: Tokenizer;
}
