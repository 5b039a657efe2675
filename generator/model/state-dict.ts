import { InputError } from '../errors.ts';
import type { FloatLayer, FloatLinear, FloatModel, Norm } from './float-model.ts';
import type { ModelShape } from './integer-model.ts';

/** A tensor as a file holds it, row-major. */
export interface StateTensor {
  readonly shape: readonly number[];
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

/** microGPT's norms have no gain. */
const PLAIN: Norm = { gain: null };

/** Most names that a message lists. */
const NAMES_SHOWN = 8;

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
  checkNames([...tensors.keys()], wanted, subject);
  const take = (name: string): FloatLinear => {
    const tensor = tensors.get(name);
    const spec = wanted.find((candidate) => candidate.name === name);
    if (tensor === undefined || spec === undefined) throw new Error(`no tensor ${name}`);
    checkTensor(tensor, spec, subject);
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

function checkNames(found: readonly string[], wanted: readonly TensorShape[], subject: string): void {
  const names = new Set(wanted.map(({ name }) => name));
  const missing = [...names].filter((name) => !found.includes(name));
  if (missing.length > 0) {
    throw new InputError({
      subject: `${subject}: tensors`,
      rule: `are missing: ${shortList(missing)}`,
      received: shortList(found),
      hint: 'A microGPT has wte, wpe, lm_head and for every layer N layerN.attn_wq, attn_wk, attn_wv, attn_wo, mlp_fc1, mlp_fc2.',
    });
  }
  const extra = found.filter((name) => !names.has(name));
  if (extra.length > 0) {
    throw new InputError({
      subject: `${subject}: tensors`,
      rule: 'must be those of a microGPT of the stated sizes only; these are not',
      received: shortList(extra),
      hint: 'Check the number of layers; biases, gains and a final norm are not part of microGPT.',
    });
  }
}

function checkTensor(
  { shape, values }: StateTensor,
  { name, rows, cols }: TensorShape,
  subject: string,
): void {
  if (shape.length !== 2 || shape[0] !== rows || shape[1] !== cols) {
    throw new InputError({
      subject: `${subject}: tensor ${name}`,
      rule: `must have the shape [${rows}, ${cols}]`,
      received: shape,
      hint: 'Make the sizes of the configuration and the tensors agree; rows are outputs, columns are inputs.',
    });
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new InputError({
      subject: `${subject}: tensor ${name}[${Math.floor(bad / cols)}][${bad % cols}]`,
      rule: 'must be a finite number',
      received: values[bad],
      hint: 'The training diverged or the file is damaged.',
    });
  }
}

function shortList(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  return names.slice(0, NAMES_SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
