import type { FloatLayer, FloatLinear, FloatModel, Norm } from './float-model.ts';
import type { ModelShape } from './integer-model.ts';
import { checkFinite, checkNames, checkShape, type StoredTensor } from './tensor-checks.ts';

/** A tensor of floats, row-major. */
export interface StateTensor extends StoredTensor {
  readonly values: Float32Array | Float64Array;
}

/** Name and shape of a tensor that a model of this shape must have. */
export interface TensorShape {
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
}

export type Weights = Pick<
  FloatModel,
  'tokenEmbedding' | 'positions' | 'embeddingNorm' | 'feedForward' | 'layers' | 'finalNorm' | 'head'
>;

const HINTS = {
  rule: 'must be those of a microGPT of the stated sizes only; these are not',
  missing:
    'A microGPT has wte, wpe, lm_head and for every layer N layerN.attn_wq, attn_wk, attn_wv, attn_wo, mlp_fc1, mlp_fc2.',
  extra: 'Check the number of layers; biases, gains and a final norm are not part of microGPT.',
};

/** microGPT's norms have no gain. */
const PLAIN: Norm = { gain: null };

/** All tensors of a microGPT, in the order of its state dict. */
export function tensorShapes({
  layers,
  width,
  ffn,
  context,
  vocabulary,
}: ModelShape): readonly TensorShape[] {
  const layer = (index: number): TensorShape[] => [
    { name: `layer${index}.attn_wq`, rows: width, cols: width },
    { name: `layer${index}.attn_wk`, rows: width, cols: width },
    { name: `layer${index}.attn_wv`, rows: width, cols: width },
    { name: `layer${index}.attn_wo`, rows: width, cols: width },
    { name: `layer${index}.mlp_fc1`, rows: ffn, cols: width },
    { name: `layer${index}.mlp_fc2`, rows: width, cols: ffn },
  ];
  return [
    { name: 'wte', rows: vocabulary, cols: width },
    { name: 'wpe', rows: context, cols: width },
    { name: 'lm_head', rows: vocabulary, cols: width },
    ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
  ];
}

/**
 * The weights of a microGPT of this shape from the tensors of a file.
 *
 * @throws InputError for a missing, extra or misshapen tensor and for values that are not finite.
 */
export function weightsFromState(
  tensors: ReadonlyMap<string, StateTensor>,
  shape: ModelShape,
  subject: string,
): Weights {
  const wanted = tensorShapes(shape);
  checkNames(
    [...tensors.keys()],
    wanted.map(({ name }) => name),
    subject,
    HINTS,
  );
  const take = (name: string): FloatLinear => {
    const tensor = tensors.get(name);
    const spec = wanted.find((candidate) => candidate.name === name);
    if (tensor === undefined || spec === undefined) throw new Error(`no tensor ${name}`);
    checkShape(tensor, name, [spec.rows, spec.cols], subject);
    checkFinite(tensor, name, subject);
    return { ...spec, values: Float64Array.from(tensor.values) };
  };
  const layer = (index: number): FloatLayer => ({
    attentionNorm: PLAIN,
    wq: take(`layer${index}.attn_wq`),
    wk: take(`layer${index}.attn_wk`),
    wv: take(`layer${index}.attn_wv`),
    attentionSubNorm: null,
    wo: take(`layer${index}.attn_wo`),
    ffnNorm: PLAIN,
    gate: null,
    up: take(`layer${index}.mlp_fc1`),
    ffnSubNorm: null,
    down: take(`layer${index}.mlp_fc2`),
  });
  return {
    tokenEmbedding: take('wte').values,
    positions: { kind: 'learned', embedding: take('wpe').values },
    embeddingNorm: PLAIN,
    feedForward: 'relu',
    layers: Array.from({ length: shape.layers }, (_, index) => layer(index)),
    finalNorm: null,
    head: take('lm_head'),
  };
}
