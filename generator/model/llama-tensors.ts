import { InputError } from '../errors.ts';
import { lazyLinear } from './checkpoint/lazy-linear.ts';
import type { FloatLayer, FloatLinear, FloatModel, Norm } from './float-model.ts';
import { groupTensors, readGroups } from './group-tensors.ts';
import { groupValues } from './group-values.ts';
import type { ModelShape } from './integer-model.ts';
import type { LlamaArchitecture } from './model-file.ts';
import type { Tensor } from './safetensors.ts';
import type { Weights } from './state-dict.ts';
import { checkFinite, checkNames, checkShape } from './tensor-checks.ts';

/** The matrices of a layer in the order of a file: their part of the model, tensor name, and name as everywhere else. */
const LINEARS = [
  ['wq', 'attention.wq', 'attn_wq'],
  ['wk', 'attention.wk', 'attn_wk'],
  ['wv', 'attention.wv', 'attn_wv'],
  ['wo', 'attention.wo', 'attn_wo'],
  ['gate', 'feed_forward.w1', 'ffn_gate'],
  ['up', 'feed_forward.w3', 'ffn_up'],
  ['down', 'feed_forward.w2', 'ffn_down'],
] as const;
type LinearPart = (typeof LINEARS)[number][0];
const BIASED: readonly LinearPart[] = ['wq', 'wk', 'wv'];

const NORMS = [
  ['attentionNorm', 'attention_norm'],
  ['attentionSubNorm', 'attention.sub_norm'],
  ['ffnNorm', 'ffn_norm'],
  ['ffnSubNorm', 'feed_forward.sub_norm'],
] as const;
type NormPart = (typeof NORMS)[number][0];
const SUB_NORMS: readonly NormPart[] = ['attentionSubNorm', 'ffnSubNorm'];

const EMBEDDING = 'tok_embeddings.weight';
const FINAL_NORM = 'norm.weight';
const HEAD = 'output';
const HEAD_NAME = 'lm_head';

const HINT =
  'A llama has tok_embeddings, norm, output unless it is tied, and for every layer N layers.N.attention_norm, attention.wq, wk, wv, wo, ffn_norm, feed_forward.w1, w2, w3, each with .weight; trits (I8) have a .scale besides, codes (U8) .zero_points and .scales.';

/** Rows and columns of a layer's matrix. */
function linearShape(
  part: LinearPart,
  { width, heads, kvHeads, headDim, ffn }: ModelShape,
): readonly [number, number] {
  const shapes: Readonly<Record<LinearPart, readonly [number, number]>> = {
    wq: [heads * headDim, width],
    wk: [kvHeads * headDim, width],
    wv: [kvHeads * headDim, width],
    wo: [width, heads * headDim],
    gate: [ffn, width],
    up: [ffn, width],
    down: [width, ffn],
  };
  return shapes[part];
}

function normLength(part: NormPart, { width, heads, headDim, ffn }: ModelShape): number {
  return { attentionNorm: width, attentionSubNorm: heads * headDim, ffnNorm: width, ffnSubNorm: ffn }[part];
}

/**
 * The weights of a llama of this architecture from the tensors of a file.
 *
 * @throws InputError for a missing, extra or misshapen tensor and for values that cannot be
 */
export function llamaWeights(
  tensors: ReadonlyMap<string, Tensor>,
  architecture: LlamaArchitecture,
  shape: ModelShape,
  subject: string,
): Weights {
  const reader = new TensorReader(tensors, subject);
  reader.checkNames(architecture);
  const norm = (name: string, length: number): Norm => ({ gain: reader.floats(name, [length]) });
  const layer = (index: number): FloatLayer => {
    const prefix = `layers.${index}`;
    const linear = (part: LinearPart): FloatLinear => {
      const [, tensor, name] = LINEARS.find(([candidate]) => candidate === part) ?? LINEARS[0];
      const bias = architecture.qkv_bias && BIASED.includes(part);
      const [rows, cols] = linearShape(part, shape);
      return reader.linear(`layer${index}.${name}`, `${prefix}.${tensor}`, rows, cols, bias);
    };
    const layerNorm = (part: NormPart): Norm => {
      const tensor = NORMS.find(([candidate]) => candidate === part)?.[1];
      return norm(`${prefix}.${tensor}.weight`, normLength(part, shape));
    };
    const subNorm = (part: NormPart): Norm | null => (architecture.sub_norms ? layerNorm(part) : null);
    return {
      attentionNorm: layerNorm('attentionNorm'),
      wq: linear('wq'),
      wk: linear('wk'),
      wv: linear('wv'),
      attentionSubNorm: subNorm('attentionSubNorm'),
      wo: linear('wo'),
      ffnNorm: layerNorm('ffnNorm'),
      gate: linear('gate'),
      up: linear('up'),
      ffnSubNorm: subNorm('ffnSubNorm'),
      down: linear('down'),
    };
  };
  const { width, vocabulary } = shape;
  const tokenEmbedding = reader.floats(EMBEDDING, [vocabulary, width]);
  return {
    tokenEmbedding,
    positions: { kind: 'rotary', ...architecture.rope },
    embeddingNorm: null,
    feedForward: architecture.feed_forward,
    layers: Array.from({ length: shape.layers }, (_, index) => layer(index)),
    finalNorm: norm(FINAL_NORM, width),
    head: architecture.tied_head
      ? { name: HEAD_NAME, rows: vocabulary, cols: width, values: tokenEmbedding }
      : reader.linear(HEAD_NAME, HEAD, vocabulary, width, false),
  };
}

/** The tensors of a llama, from which `llamaWeights` makes the same numbers again. */
export function llamaTensors(model: FloatModel, { tied_head }: LlamaArchitecture): readonly Tensor[] {
  const { width, vocabulary } = model.shape;
  const linearTensors = model.weightFormat === 'int4' ? codeTensors : valueTensors;
  return [
    floatTensor(EMBEDDING, [vocabulary, width], model.tokenEmbedding),
    ...model.layers.flatMap((layer, index) => [
      ...NORMS.flatMap(([part, name]) => normTensors(`layers.${index}.${name}.weight`, layer[part])),
      ...LINEARS.flatMap(([part, name]) => linearTensors(`layers.${index}.${name}`, layer[part])),
    ]),
    ...normTensors(FINAL_NORM, model.finalNorm),
    ...(tied_head ? [] : linearTensors(HEAD, model.head)),
  ];
}

/** Whether the head has the token embedding's values. */
export function isTied({ tokenEmbedding, head }: FloatModel): boolean {
  const values = head.values;
  return (
    values.length === tokenEmbedding.length && values.every((value, index) => value === tokenEmbedding[index])
  );
}

function normTensors(name: string, norm: Norm | null): readonly Tensor[] {
  if (norm === null) return [];
  if (norm.gain === null) throw new Error(`a llama's ${name} has a gain`);
  return [floatTensor(name, [norm.gain.length], norm.gain)];
}

/** Codes as they are, where a matrix has them; its values otherwise. */
function codeTensors(name: string, linear: FloatLinear | null): readonly Tensor[] {
  const { groups, bias } = linear ?? {};
  if (linear === null || groups === undefined) return valueTensors(name, linear);
  const { rows, cols } = linear;
  return [...groupTensors(name, groups, rows, cols), ...biasTensors(name, rows, bias)];
}

function valueTensors(name: string, linear: FloatLinear | null): readonly Tensor[] {
  if (linear === null) throw new Error(`a llama has ${name}`);
  const { rows, cols, values, bias, tritScale } = linear;
  return [
    ...(tritScale === undefined
      ? [floatTensor(`${name}.weight`, [rows, cols], values)]
      : [
          { name: `${name}.weight`, shape: [rows, cols], values: Int8Array.from(values, Math.sign) },
          floatTensor(`${name}.scale`, [1], Float64Array.of(tritScale)),
        ]),
    ...biasTensors(name, rows, bias),
  ];
}

function biasTensors(name: string, rows: number, bias: Float64Array | undefined): readonly Tensor[] {
  return bias === undefined ? [] : [floatTensor(`${name}.bias`, [rows], bias)];
}

/** What a matrix has beside its weights. */
function besides(name: string, weights: Tensor | undefined): readonly string[] {
  if (weights?.values instanceof Int8Array) return [`${name}.scale`];
  return weights?.values instanceof Uint8Array ? [`${name}.zero_points`, `${name}.scales`] : [];
}

/** As 32-bit floats, unless that would change a number. */
function floatTensor(name: string, shape: readonly number[], values: Float64Array): Tensor {
  const single = values.every((value) => value === Math.fround(value));
  return { name, shape, values: single ? Float32Array.from(values) : values };
}

/** Takes tensors by name, each checked. */
class TensorReader {
  readonly #tensors: ReadonlyMap<string, Tensor>;
  readonly #subject: string;

  constructor(tensors: ReadonlyMap<string, Tensor>, subject: string) {
    this.#tensors = tensors;
    this.#subject = subject;
  }

  checkNames({ layers, sub_norms, qkv_bias, tied_head }: LlamaArchitecture): void {
    const linear = (name: string, bias: boolean): string[] => [
      `${name}.weight`,
      ...besides(name, this.#tensors.get(`${name}.weight`)),
      ...(bias ? [`${name}.bias`] : []),
    ];
    const layer = (index: number): string[] => [
      ...NORMS.filter(([part]) => sub_norms || !SUB_NORMS.includes(part)).map(
        ([, name]) => `layers.${index}.${name}.weight`,
      ),
      ...LINEARS.flatMap(([part, name]) =>
        linear(`layers.${index}.${name}`, qkv_bias && BIASED.includes(part)),
      ),
    ];
    const wanted = [
      EMBEDDING,
      ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
      FINAL_NORM,
      ...(tied_head ? [] : linear(HEAD, false)),
    ];
    checkNames([...this.#tensors.keys()], wanted, this.#subject, {
      rule: 'must be those of the stated architecture only; these are not',
      missing: HINT,
      extra: 'Check the number of layers, and sub_norms, tied_head and qkv_bias in the architecture.',
    });
  }

  floats(name: string, shape: readonly number[]): Float64Array {
    const { values } = this.#take(name, shape);
    if (values instanceof Float32Array || values instanceof Float64Array) return Float64Array.from(values);
    throw new InputError({
      subject: `${this.#subject}: tensor ${name}: dtype`,
      rule: 'must be F32 or F64',
      received: values instanceof Int8Array ? 'I8' : 'U8',
      hint: 'Only the matrices of layers and the head may hold trits or codes.',
    });
  }

  /** `values` are made anew each time: a matrix of trits takes an eighth of the room of its floats. */
  linear(name: string, tensor: string, rows: number, cols: number, bias: boolean): FloatLinear {
    const weight = this.#take(`${tensor}.weight`, [rows, cols]);
    const stored = weight.values;
    const biased = bias ? { bias: this.floats(`${tensor}.bias`, [rows]) } : {};
    if (stored instanceof Uint8Array) {
      const groups = readGroups(this.#tensors, tensor, weight, this.#subject);
      return lazyLinear({ name, rows, cols }, () => groupValues(groups), { ...biased, groups });
    }
    const scale = stored instanceof Int8Array ? this.#scale(tensor, stored, cols) : undefined;
    return {
      name,
      rows,
      cols,
      get values() {
        const values = Float64Array.from(stored);
        return scale === undefined ? values : values.map((trit) => trit * scale);
      },
      ...biased,
      ...(scale === undefined ? {} : { tritScale: scale }),
    };
  }

  /** The value of trit 1. */
  #scale(tensor: string, trits: Int8Array, cols: number): number {
    const bad = trits.findIndex((trit) => Math.abs(trit) > 1);
    if (bad >= 0) {
      throw new InputError({
        subject: `${this.#subject}: tensor ${tensor}.weight[${Math.floor(bad / cols)}][${bad % cols}]`,
        rule: 'must be -1, 0 or 1, because the tensor is I8',
        received: trits[bad],
        hint: 'I8 holds trits; write other weights as F32.',
      });
    }
    const scale = this.floats(`${tensor}.scale`, [1])[0] ?? 0;
    if (scale > 0) return scale;
    throw new InputError({
      subject: `${this.#subject}: tensor ${tensor}.scale`,
      rule: 'must be positive',
      received: scale,
      hint: 'It is the weight that trit 1 stands for.',
    });
  }

  #take(name: string, shape: readonly number[]): Tensor {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw new Error(`no tensor ${name}`);
    checkShape(tensor, name, shape, this.#subject);
    checkFinite(tensor, name, this.#subject);
    return tensor;
  }
}
