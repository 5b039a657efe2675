import type { Parameters } from '../../netlist/netlist.ts';
import { type ArrayParameters, arrayParameters, arrayVerilog } from '../array-parameters.ts';
import { mostTiles, type UnitContext } from '../context.ts';

export interface LookupArrayParameters extends ArrayParameters {
  /** Result tiles of the tallest matrix. */
  readonly tiles: number;
}

export function lookupArrayParameters(context: UnitContext): LookupArrayParameters {
  const { model, plan } = context;
  return { ...arrayParameters(context), tiles: mostTiles(model, plan) };
}

export function lookupArrayVerilog(p: LookupArrayParameters): Parameters {
  return { ...arrayVerilog(p), TILES: p.tiles, PLANES: p.planes > 0 ? 1 : 0 };
}
