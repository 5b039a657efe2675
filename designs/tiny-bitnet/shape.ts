/** Sizes of the model; train.ts compiles them into the trainer; model.json says the same. */
export const SHAPE = {
  width: 96,
  layers: 4,
  heads: 6,
  kvHeads: 3,
  headDim: 16,
  ffn: 256,
  context: 256,
  vocabulary: 65,
  normEpsilon: 1e-5,
  ropeTheta: 1e4,
} as const;

/** A float32 tensor; or, `ternary`, a matrix of int8 trits `name`.weight and the value of trit 1 `name`.scale. */
export interface TensorShape {
  readonly name: string;
  readonly ternary: boolean;
  readonly shape: readonly number[];
}

const { width, ffn, kvHeads, headDim, vocabulary } = SHAPE;
const kvWidth = kvHeads * headDim;

/** All tensors, in the order in which train.c writes them. */
export const TENSORS: readonly TensorShape[] = [
  float('tok_embeddings', vocabulary, width),
  ...Array.from({ length: SHAPE.layers }, (_, layer) => layerTensors(`layers.${layer}`)).flat(),
  float('norm', width),
];

function layerTensors(layer: string): readonly TensorShape[] {
  return [
    float(`${layer}.attention_norm`, width),
    ternary(`${layer}.attention.wq`, width, width),
    ternary(`${layer}.attention.wk`, kvWidth, width),
    ternary(`${layer}.attention.wv`, kvWidth, width),
    float(`${layer}.attention.sub_norm`, width),
    ternary(`${layer}.attention.wo`, width, width),
    float(`${layer}.ffn_norm`, width),
    ternary(`${layer}.feed_forward.w1`, ffn, width),
    ternary(`${layer}.feed_forward.w3`, ffn, width),
    float(`${layer}.feed_forward.sub_norm`, ffn),
    ternary(`${layer}.feed_forward.w2`, width, ffn),
  ];
}

function float(name: string, ...shape: readonly number[]): TensorShape {
  return { name, ternary: false, shape };
}

function ternary(name: string, rows: number, columns: number): TensorShape {
  return { name, ternary: true, shape: [rows, columns] };
}
