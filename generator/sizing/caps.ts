import type { Resources } from '../units/resources.ts';
import type { Board } from './board.ts';
import { RESOURCE_NAMES, type ResourceName } from './board-schema.ts';

/** How much of each resource a plan may use. */
export type Caps = Readonly<Record<ResourceName, number>>;

/** A resource with what is needed of it and what may be used. */
export interface Demand {
  readonly name: ResourceName;
  /** The family's own name: LUT6, M10K. */
  readonly unit: string;
  readonly needed: number;
  readonly available: number;
}

/** LUTs and flip-flops up to the share that still routes, block RAM and DSP up to the last. */
export function capsOf(board: Board, maxUtilisation = board.maxUtilisation): Caps {
  const { lut, ff, bram, uram, dsp } = board.resources;
  return {
    lut: Math.floor(lut.count * maxUtilisation + 1e-9),
    ff: Math.floor(ff.count * maxUtilisation + 1e-9),
    bram: bram.count,
    uram: uram.count,
    dsp: dsp.count,
  };
}

/** Share of a cap; Infinity where something is needed of which nothing is there. */
export function shareOf(needed: number, cap: number): number {
  return needed === 0 ? 0 : needed / cap;
}

/** The resource that takes the largest share of its cap. */
export function tightest(resources: Resources, board: Board, caps: Caps): Demand {
  const share = (name: ResourceName): number => shareOf(resources[name], caps[name]);
  const name = RESOURCE_NAMES.reduce((worst, next) => (share(next) > share(worst) ? next : worst));
  const { unit } = board.resources[name];
  return { name, unit: unit === 'none' ? name : unit, needed: resources[name], available: caps[name] };
}
