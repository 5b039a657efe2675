import type { Parameters } from '../netlist/netlist.ts';
import { tableParameters } from '../netlist/table-parameters.ts';
import type { Plan } from '../sizing/plan.ts';
import type { BusWidths, UnitContext } from './context.ts';
import { type TableSize, tableSize } from './resources/table-size.ts';

/** What every sampler is built from. `samplerWeightBits` is WF, its WEIGHT_FRAC. */
export interface SamplerParameters
  extends Pick<BusWidths, 'rows' | 'logitBits' | 'tokenBits'>,
    Pick<Plan, 'multiplier'> {
  readonly vocabulary: number;
  readonly logitFrac: number;
  readonly samplerWeightBits: number;
  readonly sampler_exp2: TableSize;
}

/** Parameters of a design's sampler. */
export function samplerParameters({ model, plan, widths }: UnitContext): SamplerParameters {
  const { rows, logitBits, tokenBits } = widths;
  const { logitFrac, samplerWeightBits } = model.formats;
  return {
    ...{ rows, logitBits, tokenBits, logitFrac, samplerWeightBits },
    vocabulary: model.shape.vocabulary,
    multiplier: plan.multiplier,
    sampler_exp2: tableSize(model.tables.sampler_exp2),
  };
}

export function samplerVerilog(p: SamplerParameters): Parameters {
  return {
    ROWS: p.rows,
    VOCABULARY: p.vocabulary,
    LOGIT_BITS: p.logitBits,
    LOGIT_FRAC: p.logitFrac,
    WEIGHT_FRAC: p.samplerWeightBits,
    ...tableParameters('', 'sampler_exp2', p.sampler_exp2),
  };
}
