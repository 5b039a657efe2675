import { makeDesign } from '../generator/emit/design.ts';
import { emitDesign, NO_TARGET } from '../generator/emit/emit-design.ts';
import type { IntegerModel } from '../generator/model/integer-model.ts';
import { quantise } from '../generator/model/quantise.ts';
import type { Netlist } from '../generator/netlist/netlist.ts';
import type { Plan } from '../generator/sizing/plan.ts';
import type { UnitContext } from '../generator/units/context.ts';
import { type Fabric, hasLutRam } from '../generator/units/resources/fabric.ts';
import { randomLlama } from '../testbenches/arbitraries/llama.ts';
import { randomFloatModel } from '../testbenches/arbitraries/model.ts';

/** A design whose units are measured, and what their costs are computed from. */
export interface CalibrationDesign {
  readonly label: string;
  readonly context: UnitContext;
  readonly core: Netlist;
  readonly files: ReadonlyMap<string, string>;
}

/** Designs from this number on have a vocabulary that only sampler_threshold is for, and only that is measured. */
export const FIRST_LARGE_DESIGN = 1000;
/** Those from this number on have int4 weights, and only their array is measured. */
export const FIRST_GROUPED_DESIGN = 2000;
/** Those from this number on have a lookup_array, and only that is measured. */
export const FIRST_LOOKUP_DESIGN = 3000;

/** Whether a unit of a design is measured. */
export function isMeasured(unit: string, index: number): boolean {
  if (index >= FIRST_LOOKUP_DESIGN) return unit === 'lookup_array';
  if (index >= FIRST_GROUPED_DESIGN) return unit === 'matmul_array';
  return index < FIRST_LARGE_DESIGN || unit === 'sampler_threshold';
}

/**
 * Design number `index` of a fabric, always the same: random in shape, formats, array, stores, units and pipeline, small enough for yosys to
 * be quick.
 */
export function calibrationDesign(index: number, fabric: Fabric): CalibrationDesign {
  if (index >= FIRST_LOOKUP_DESIGN) return lookupDesign(index);
  const choose = chooser(index);
  const grouped = index >= FIRST_GROUPED_DESIGN;
  const large = index >= FIRST_LARGE_DESIGN && !grouped;
  const wide = choose([false, false, true]);
  const heads = choose([1, 2, 4]);
  const headDim = choose([3, 4, 4, 8]);
  const model = quantise(
    randomFloatModel({
      layers: choose([1, 1, 2]),
      heads,
      width: heads * headDim,
      ffn: choose(grouped ? [64, 130, 200] : [24, 32, 64]),
      context: choose([8, 16, 16, 32]),
      vocabulary: choose(large ? [80, 131, 200, 512] : [16, 27, 27, 40]),
      weightFormat: grouped
        ? 'int4'
        : wide
          ? choose(['q412', 'int8'])
          : choose(['ternary', 'ternary', 'int8']),
      activationFormat: wide ? 'int16' : 'int8',
      kvFormat: wide ? choose(['int16', 'int16', 'int8']) : choose(['int8', 'int8', 'int16']),
      seed: index + 1,
    }),
  );
  const small = fabric.dsp ? [1, 2, 4, 8] : [1, 1, 2];
  const rows = choose(small);
  const deep = choose([0, 1] as const);
  const plan: Plan = {
    rows,
    lanes: rows * choose(fabric.dsp && rows <= 4 ? [1, 2, 4] : [1, 2]),
    array: 'matmul_array',
    attention: choose(['attention', 'attention', 'attention_serial']),
    headsParallel: choose([1, 2, 4].filter((count) => count <= heads)),
    tokenSlots: 1,
    weightStore: choose(['lutrom', 'bram']),
    kvStore: choose(hasLutRam(fabric.family) ? ['lutram', 'bram'] : ['bram']),
    tableStore: choose(['lutrom', 'bram']),
    sampler: choose(large ? ['sampler_threshold'] : ['sampler_parallel', 'sampler_serial']),
    multiplier: fabric.dsp ? 'dsp' : 'logic',
    pipeline: deep,
    adderLevels: deep === 1 ? choose([2, 3]) : 4,
    clockHz: 100_000_000,
  };
  return emitted(index, model, plan);
}

/** A BitNet with an int8 head, or a microGPT without, on arrays of all sizes. */
function lookupDesign(index: number): CalibrationDesign {
  // They were drawn, and measured, as designs from 2000 on.
  const seed = index - FIRST_LOOKUP_DESIGN + 2000;
  const choose = chooser(seed);
  const rows = choose([4, 8, 16, 32]);
  const ffn = choose([40, 96, 160]);
  const sizes = { layers: 1, width: 32, ffn, context: 8, vocabulary: 27, seed } as const;
  const activationFormat = choose(['int8', 'int8', 'int8', 'int16'] as const);
  const formats = { weightFormat: 'ternary', activationFormat } as const;
  const model = quantise(
    choose([true, false])
      ? randomLlama({ ...sizes, ...formats, kvHeads: 2, shared: 2, headDim: 8 })
      : randomFloatModel({ ...sizes, ...formats, heads: 4 }),
  );
  return emitted(index, model, {
    rows,
    lanes: Math.min(64, rows * choose([1, 2, 4])),
    array: 'lookup_array',
    attention: 'attention',
    headsParallel: 4,
    tokenSlots: 1,
    weightStore: choose(['bram', 'bram_lut']),
    kvStore: 'bram',
    tableStore: 'bram',
    sampler: 'sampler_serial',
    multiplier: 'dsp',
    pipeline: 1,
    adderLevels: choose([1, 2, 3, 4]),
    clockHz: 100_000_000,
  });
}

function emitted(index: number, model: IntegerModel, plan: Plan): CalibrationDesign {
  const design = makeDesign(model, plan);
  const { files } = emitDesign(design, NO_TARGET);
  const { shape, formats } = model;
  const label =
    `${index}: ${formats.weightFormat} ${formats.activationFormat}, ${plan.rows}×${plan.lanes}, ` +
    `${shape.heads}×${shape.headDim} heads`;
  return { label, context: design.context, core: design.core, files };
}

/** Choices that only the seed decides. */
function chooser(seed: number): <Choice>(choices: readonly Choice[]) => Choice {
  let state = (seed * 0x9e3779b9 + 0x7f4a7c15) >>> 0 || 1;
  return (choices) => {
    for (let round = 0; round < 3; round++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state = (state ^ (state << 5)) >>> 0;
    }
    return choices[state % choices.length] as (typeof choices)[number];
  };
}
