import type { Parameters } from '../../netlist/netlist.ts';
import type { Plan } from '../../sizing/plan.ts';
import { type ArrayParameters, arrayParameters, arrayVerilog } from '../array-parameters.ts';
import { longestVector, type UnitContext } from '../context.ts';
import { romStyle } from '../resources/stores.ts';

export interface MatmulArrayParameters extends ArrayParameters, Pick<Plan, 'multiplier' | 'tableStore'> {
  readonly weightBits: number;
  /** 1: weights −1, 0, 1 select; 0: they multiply. */
  readonly ternary: number;
  /** Columns of a group of int4 weights, groups of the longest vector, bits of a group's scale, tiles of groups a step; else 0. */
  readonly groupSize: number;
  readonly groups: number;
  readonly groupScaleBits: number;
  readonly groupWords: number;
}

export function matmulArrayParameters(context: UnitContext): MatmulArrayParameters {
  const { model, plan } = context;
  const { weightBits, weightFormat, groupSize, groupScaleBits } = model.formats;
  const tilesOfGroups = model.linears.map(
    ({ rows, cols, planes }) => Math.ceil(rows / plan.rows) * Math.ceil(cols / groupSize) * planes,
  );
  return {
    ...arrayParameters(context),
    weightBits,
    ternary: weightFormat === 'ternary' ? 1 : 0,
    groupSize,
    groupScaleBits,
    groups: groupSize === 0 ? 0 : Math.ceil(longestVector(model) / groupSize),
    groupWords: groupSize === 0 ? 0 : tilesOfGroups.reduce((sum, tiles) => sum + tiles, 0),
    multiplier: plan.multiplier,
    tableStore: plan.tableStore,
  };
}

export function matmulArrayVerilog(p: MatmulArrayParameters): Parameters {
  return {
    ...arrayVerilog(p),
    PLANES: p.planes,
    WEIGHT_BITS: p.weightBits,
    TERNARY: p.ternary,
    MULTIPLIER: p.multiplier,
    ROM_STYLE: romStyle(p),
    GROUP_SIZE: p.groupSize,
    GROUPS: p.groups,
    GROUP_SCALE_BITS: p.groupScaleBits,
    GROUP_WORDS: p.groupWords,
    GROUP_FILE: p.groupSize > 0 ? 'mem/group_scales.mem' : '',
  };
}
