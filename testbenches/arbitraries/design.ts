import fc from 'fast-check';
import type { FloatModel } from '../../generator/model/float-model.ts';
import type { WeightFormat } from '../../generator/model/integer-model.ts';
import { ARRAY_UNITS, type ArrayUnit, type Plan } from '../../generator/sizing/plan.ts';
import { type RandomLlamaOptions, randomLlama } from './llama.ts';
import { type RandomModelOptions, randomFloatModel } from './model.ts';

/** A random design: the options of a random model and a plan that can hold it. */
export type DesignOptions = (
  | { readonly family: 'microgpt'; readonly model: RandomModelOptions & Sizes }
  | { readonly family: 'llama'; readonly model: RandomLlamaOptions & Sizes }
) & {
  /** With the folds of docs/arithmetic.md §5 that apply, or with none. */
  readonly folded: boolean;
  readonly plan: Plan;
};

interface Sizes {
  readonly context: number;
  readonly vocabulary: number;
}

/** The model of a random design. */
export function designModel(design: DesignOptions): FloatModel {
  return design.family === 'llama' ? randomLlama(design.model) : randomFloatModel(design.model);
}

/** Small designs of every family and shape: sizes that no lane count divides, several layers, all formats, stores and pipelines. */
export function designOptions(): fc.Arbitrary<DesignOptions> {
  return fc.oneof(microgptDesigns(), llamaDesigns());
}

/** The microGPTs among them. */
export function microgptDesigns(): fc.Arbitrary<DesignOptions> {
  return modelOptions()
    .chain((model) =>
      fc.record({
        family: fc.constant('microgpt'),
        model: fc.constant(model),
        folded: fc.boolean(),
        plan: planFor(fc.integer({ min: 1, max: model.heads }), model.weightFormat),
      }),
    )
    .map(wholeBlocks);
}

/** The Llamas and BitNets among them. */
export function llamaDesigns(): fc.Arbitrary<DesignOptions> {
  return llamaOptions()
    .chain((model) =>
      fc.record({
        family: fc.constant('llama'),
        model: fc.constant(model),
        folded: fc.boolean(),
        // Groups of heads that share keys, or parts of one share; the element-serial attention knows neither.
        plan: planFor(fc.constantFrom(...sharedGroups(model)), model.weightFormat).map((plan) => ({
          ...plan,
          attention: 'attention' as const,
          sampler: model.vocabulary > 64 ? ('sampler_threshold' as const) : plan.sampler,
          rows: Math.min(plan.rows, mostLanes(model)),
          lanes: Math.min(plan.lanes, mostLanes(model)),
        })),
      }),
    )
    .map(wholeBlocks);
}

/** Token slots divide the context; the element-serial attention has one. */
function wholeBlocks<Design extends DesignOptions>(design: Design): Design {
  const { model, plan } = design;
  const tokenSlots = plan.attention === 'attention_serial' ? 1 : plan.tokenSlots;
  const context = tokenSlots * Math.ceil(model.context / tokenSlots);
  return { ...design, model: { ...model, context }, plan: { ...plan, tokenSlots } };
}

function sharedGroups({ kvHeads, shared }: { readonly kvHeads: number; readonly shared: number }): number[] {
  const heads = kvHeads * shared;
  return Array.from({ length: heads }, (_, i) => i + 1).filter(
    (parallel) =>
      shared === 1 || (heads % parallel === 0 && (parallel % shared === 0 || shared % parallel === 0)),
  );
}

function llamaOptions() {
  return fc.record({
    layers: fc.integer({ min: 1, max: 2 }),
    width: fc.integer({ min: 1, max: 12 }),
    kvHeads: fc.integer({ min: 1, max: 3 }),
    shared: fc.integer({ min: 1, max: 3 }),
    headDim: fc.constantFrom(2, 4, 6),
    ffn: fc.integer({ min: 1, max: 20 }),
    context: fc.integer({ min: 1, max: 6 }),
    vocabulary: fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 2, max: 11 }) },
      fc.integer({ min: 65, max: 80 }),
    ),
    feedForward: fc.constantFrom('silu_mul', 'relu2_mul'),
    subNorms: fc.boolean(),
    gains: fc.boolean(),
    pairing: fc.constantFrom('adjacent', 'half'),
    tied: fc.boolean(),
    biases: fc.boolean(),
    weightFormat: fc.constantFrom('ternary', 'int8', 'int4', 'q412'),
    activationFormat: fc.constantFrom('int8', 'int16'),
    kvFormat: fc.constantFrom('int8', 'int16'),
    groupSize: fc.constantFrom(null, 4, 8, 16),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
  });
}

/** Lanes do not exceed a group; one that is cut where heads are padded is as short as what two heads have in common. */
function mostLanes({
  weightFormat,
  groupSize,
  headDim,
}: Pick<RandomLlamaOptions, 'weightFormat' | 'groupSize' | 'headDim'>): number {
  if (weightFormat !== 'int4' || groupSize == null) return 64;
  return headDim === 6 ? 2 : groupSize;
}

function modelOptions() {
  return fc
    .record({
      layers: fc.integer({ min: 1, max: 2 }),
      heads: fc.integer({ min: 1, max: 3 }),
      headDim: fc.integer({ min: 1, max: 4 }),
      ffn: fc.integer({ min: 1, max: 12 }),
      context: fc.integer({ min: 1, max: 6 }),
      vocabulary: fc.integer({ min: 2, max: 11 }),
      weightFormat: fc.constantFrom('ternary', 'int8', 'int4', 'q412'),
      activationFormat: fc.constantFrom('int8', 'int16'),
      kvFormat: fc.constantFrom('int8', 'int16'),
      seed: fc.integer({ min: 1, max: 1_000_000 }),
    })
    .map(({ headDim, ...options }) => ({ ...options, width: options.heads * headDim }));
}

function planFor(headsParallel: fc.Arbitrary<number>, weightFormat: WeightFormat): fc.Arbitrary<Plan> {
  return fc
    .record({
      rowBits: fc.integer({ min: 0, max: 3 }),
      groupBits: fc.integer({ min: 0, max: 2 }),
      array: fc.constantFrom<ArrayUnit>(
        ...(weightFormat === 'ternary' ? ARRAY_UNITS : ['matmul_array' as const]),
      ),
      attention: fc.constantFrom('attention', 'attention_serial'),
      headsParallel,
      weightStore: fc.constantFrom('hardwired', 'lutrom', 'bram', 'bram_lut'),
      kvStore: fc.constantFrom('lutram', 'bram', 'uram'),
      tableStore: fc.constantFrom('lutrom', 'bram'),
      multiplier: fc.constantFrom('dsp', 'logic'),
      sampler: fc.constantFrom('sampler_parallel', 'sampler_serial'),
      pipeline: fc.constantFrom(0, 1),
      adderLevels: fc.integer({ min: 1, max: 5 }),
      tokenSlots: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.constantFrom(2, 2, 4, 8)),
    })
    .map(({ rowBits, groupBits, ...rest }) => ({
      ...rest,
      rows: 2 ** rowBits,
      lanes: 2 ** (rowBits + groupBits),
      clockHz: 100_000_000,
    }));
}
