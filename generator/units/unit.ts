import type { Parameters } from '../netlist/netlist.ts';
import type { UnitContext } from './context.ts';
import type { Fabric } from './resources/fabric.ts';
import type { UnitCost, UnitTerms } from './resources/unit-cost.ts';

/** A hardware unit of the core, as the parts of the generator that treat all units alike see it. */
export interface CoreUnit {
  /** Module name. */
  readonly name: string;
  /** All token slots share one; else each slot has its own, and the terms are those of one. */
  readonly shared: boolean;
  /** What one takes in a design; null where the design has none. */
  readonly terms: (context: UnitContext, fabric: Fabric) => UnitTerms | null;
  /** Modules of an instance, by its parameters: its own, and the primitives that those use. */
  readonly modules: (parameters: Parameters) => readonly string[];
}

/** A unit that derives its own parameters from model and plan; null where a design does without it. */
export function coreUnit<P>(
  cost: UnitCost<P>,
  parametersOf: (context: UnitContext) => P | null,
  modules: readonly string[] | CoreUnit['modules'],
): CoreUnit {
  return {
    name: cost.unit,
    shared: cost.shared === true,
    terms: (context, fabric) => {
      const p = parametersOf(context);
      if (p === null) return null;
      return {
        logic: cost.logic(p, fabric),
        registers: cost.registers(p, fabric),
        exact: cost.exact(p, fabric),
      };
    },
    modules: typeof modules === 'function' ? modules : () => modules,
  };
}
