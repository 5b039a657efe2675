import { flipFlops, luts, type Resources, sumResources } from '../resources.ts';
import type { Fabric } from './fabric.ts';
import { type Terms, type UnitWeights, WEIGHTS } from './term-weights.ts';

/**
 * The cost of a unit, as a sum that one can read: what grows with what. Blocks and small memories are exact; LUTs and flip-flops are
 * terms, each with a weight of its own a family, which `scripts/calibrate-units.ts` measures with yosys.
 */
export interface UnitCost<Parameters> {
  /** Module name. */
  readonly unit: string;
  /** All token slots share one; else each slot has its own, and the cost is that of one. */
  readonly shared?: true;
  readonly logic: (p: Parameters, fabric: Fabric) => Terms;
  readonly registers: (p: Parameters, fabric: Fabric) => Terms;
  /** Block RAM, DSP blocks and the memories of LUTs or flip-flops. */
  readonly exact: (p: Parameters, fabric: Fabric) => Resources;
}

/** What a unit of one design takes: the terms, and what needs no weight. */
export interface UnitTerms {
  readonly logic: Terms;
  readonly registers: Terms;
  readonly exact: Resources;
}

/**
 * What one instance of the unit takes, before whole blocks are made of halves. Where neither the fabric nor its likeness was
 * calibrated, terms count as they are.
 */
export function unitCostResources(unit: string, terms: UnitTerms, fabric: Fabric): Resources {
  for (let key: string | undefined = fabricKey(fabric); key !== undefined; key = LIKENESS[key]) {
    const weights = WEIGHTS[key]?.[unit];
    if (weights !== undefined) return weightedResources(terms, weights);
  }
  return weightedResources(terms, null);
}

/** Fabrics with the same LUTs, for units that were measured in one of them only. */
const LIKENESS: Readonly<Record<string, string>> = {
  'ice40+dsp': 'ice40',
  ice40: 'ecp5',
  gowin: 'ice40',
  xilinx_7: 'xilinx_ultrascale_plus',
};

/** The exact part, and the terms by their weights. */
export function weightedResources(
  { logic, registers, exact }: UnitTerms,
  weights: UnitWeights | null,
): Resources {
  return sumResources(
    exact,
    luts(weighted(logic, weights?.logic ?? null)),
    flipFlops(weighted(registers, weights?.registers ?? null)),
  );
}

/** `ice40` and `ice40+dsp` differ; of the other families Gowin's never has DSP blocks with yosys 0.23, the others always. */
export function fabricKey({ family, dsp }: Fabric): string {
  return family === 'ice40' && dsp ? 'ice40+dsp' : family;
}

function weighted(terms: Terms, weights: Terms | null): number {
  let sum = 0;
  for (const [name, amount] of Object.entries(terms))
    sum += amount * (weights === null ? 1 : (weights[name] ?? 0));
  return sum;
}
