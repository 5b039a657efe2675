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

/** Formats, rows, lanes, heads in parallel, pipeline, adder levels, stores and sampler. */
type GridPoint = readonly [Formats, number, number, number, 0 | 1, number, 'logic' | 'blocks'];

/** Small, so that yosys is quick, and as unlike each other as that allows. The first ones are all that iCE40 is measured with. */
const GRID: readonly GridPoint[] = [
  [INT8, 2, 4, 2, 0, 4, 'logic'],
  [INT8, 4, 4, 4, 1, 3, 'logic'],
  [INT8, 4, 16, 1, 1, 3, 'logic'],
  [INT16, 2, 4, 2, 1, 3, 'logic'],
  [INT8, 2, 8, 1, 0, 4, 'blocks'],
  [INT16, 2, 2, 1, 0, 4, 'blocks'],
  [INT8, 8, 8, 2, 0, 4, 'logic'],
  [INT16, 4, 4, 4, 0, 4, 'logic'],
  [INT8, 8, 8, 4, 1, 3, 'blocks'],
];

/** Designs of microGPT's shape with random weights: a cost that is right for them is right for every model of those formats. */
export function calibrationDesigns(): readonly CalibrationDesign[] {
  return GRID.map(([formats, rows, lanes, headsParallel, pipeline, adderLevels, stores]) => {
    const model = quantise(randomFloatModel(formats));
    const plan: Plan = {
      rows,
      lanes,
      attention: 'attention',
      headsParallel,
      tokenSlots: 1,
      weightStore: stores === 'logic' ? 'lutrom' : 'bram',
      kvStore: stores === 'logic' ? 'lutram' : 'bram',
      tableStore: 'lutrom',
      sampler: stores === 'logic' ? 'sampler_parallel' : 'sampler_serial',
      multiplier: 'dsp',
      pipeline,
      adderLevels,
      clockHz: 100_000_000,
    };
    const { files } = emitDesign(model, plan, { board: 'none', part: 'none', family: 'none', resources: {} });
    const label = `${formats.activationFormat} ${rows}×${lanes}, ${headsParallel} heads, pipeline ${pipeline}${stores === 'logic' ? '' : ', blocks'}`;
    return { label, p: costParameters(coreParameters(model, plan), plan), files };
  });
}
