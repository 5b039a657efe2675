import { emitDesign } from '../generator/emit/emit-design.ts';
import type { ActivationFormat, KvFormat, WeightFormat } from '../generator/model/integer-model.ts';
import { quantise } from '../generator/model/quantise.ts';
import type { Plan } from '../generator/sizing/plan.ts';
import { coreParameters } from '../generator/units/core-parameters.ts';
import { type CostParameters, costParameters } from '../generator/units/resources/cost-parameters.ts';
import { randomFloatModel } from '../testbenches/arbitraries/model.ts';

/** A design whose units are measured, and what their costs are computed from. */
export interface CalibrationDesign {
  readonly label: string;
  readonly p: CostParameters;
  readonly files: ReadonlyMap<string, string>;
}

interface Formats {
  readonly weightFormat: WeightFormat;
  readonly activationFormat: ActivationFormat;
  readonly kvFormat: KvFormat;
}

const INT8: Formats = { weightFormat: 'ternary', activationFormat: 'int8', kvFormat: 'int8' };
const INT16: Formats = { weightFormat: 'q412', activationFormat: 'int16', kvFormat: 'int16' };

/** Formats, rows, lanes, heads in parallel, pipeline, adder levels: small, so that yosys is quick, and as unlike as that allows. */
const GRID: ReadonlyArray<readonly [Formats, number, number, number, 0 | 1, number]> = [
  [INT8, 2, 4, 2, 0, 4],
  [INT8, 4, 4, 4, 1, 3],
  [INT8, 4, 16, 1, 1, 3],
  [INT16, 2, 4, 2, 1, 3],
  [INT8, 8, 8, 2, 0, 4],
  [INT16, 4, 4, 4, 0, 4],
];

/** Designs of microGPT's shape with random weights: a cost that is right for them is right for every model of those formats. */
export function calibrationDesigns(): readonly CalibrationDesign[] {
  return GRID.map(([formats, rows, lanes, headsParallel, pipeline, adderLevels]) => {
    const model = quantise(randomFloatModel(formats));
    const plan: Plan = {
      rows,
      lanes,
      headsParallel,
      tokenSlots: 1,
      weightStore: 'lutrom',
      kvStore: 'lutram',
      sampler: 'sampler_parallel',
      pipeline,
      adderLevels,
      clockHz: 100_000_000,
    };
    const { files } = emitDesign(model, plan, { board: 'none', part: 'none', family: 'none', resources: {} });
    const label = `${formats.activationFormat} ${rows}×${lanes}, ${headsParallel} heads, pipeline ${pipeline}`;
    return { label, p: costParameters(coreParameters(model, plan), plan), files };
  });
}
