import fc from 'fast-check';
import type { Plan } from '../../generator/sizing/plan.ts';
import type { RandomModelOptions } from './model.ts';

/** A random design: the options of a random model and a plan that can hold it. */
export interface DesignOptions {
  readonly model: RandomModelOptions & { readonly folded: boolean };
  readonly plan: Plan;
}

/** Small designs of every shape: sizes that no lane count divides, several layers, all formats, stores and pipelines. */
export function designOptions(): fc.Arbitrary<DesignOptions> {
  return modelOptions().chain((model) =>
    planFor(model.heads ?? 1).map((plan) => ({
      model,
      // The parallel sampler starts at two tokens and ends at 64.
      plan,
    })),
  );
}

function modelOptions(): fc.Arbitrary<DesignOptions['model']> {
  return fc
    .record({
      layers: fc.integer({ min: 1, max: 2 }),
      heads: fc.integer({ min: 1, max: 3 }),
      headDim: fc.integer({ min: 1, max: 4 }),
      ffn: fc.integer({ min: 1, max: 12 }),
      context: fc.integer({ min: 1, max: 6 }),
      vocabulary: fc.integer({ min: 2, max: 11 }),
      weightFormat: fc.constantFrom('ternary', 'int8', 'q412'),
      activationFormat: fc.constantFrom('int8', 'int16'),
      kvFormat: fc.constantFrom('int8', 'int16'),
      seed: fc.integer({ min: 1, max: 1_000_000 }),
      folded: fc.boolean(),
    })
    .map(({ headDim, ...options }) => ({ ...options, width: options.heads * headDim }));
}

function planFor(heads: number): fc.Arbitrary<Plan> {
  return fc
    .record({
      rowBits: fc.integer({ min: 0, max: 3 }),
      groupBits: fc.integer({ min: 0, max: 2 }),
      attention: fc.constantFrom('attention', 'attention_serial'),
      headsParallel: fc.integer({ min: 1, max: heads }),
      weightStore: fc.constantFrom('hardwired', 'lutrom', 'bram'),
      kvStore: fc.constantFrom('lutram', 'bram'),
      tableStore: fc.constantFrom('lutrom', 'bram'),
      multiplier: fc.constantFrom('dsp', 'logic'),
      sampler: fc.constantFrom('sampler_parallel', 'sampler_serial'),
      pipeline: fc.constantFrom(0, 1),
      adderLevels: fc.integer({ min: 1, max: 5 }),
    })
    .map(({ rowBits, groupBits, ...rest }) => ({
      ...rest,
      rows: 2 ** rowBits,
      lanes: 2 ** (rowBits + groupBits),
      tokenSlots: 1,
      clockHz: 100_000_000,
    }));
}
