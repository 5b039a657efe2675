import { RESOURCE_NAMES, type ResourceName } from '../sizing/board-schema.ts';

/**
 * What a circuit takes of a device, in the family's own units: LUT6, ALM or LUT4; flip-flops; block RAMs (halves
 * for a RAMB18); UltraRAM; DSP blocks (halves and thirds where a block splits into smaller multipliers).
 */
export type Resources = Readonly<Record<ResourceName, number>>;

export const NO_RESOURCES: Resources = { lut: 0, ff: 0, bram: 0, uram: 0, dsp: 0 };

/** The sum, element by element. Written out, because a planner adds up a hundred thousand of them. */
export function sumResources(...parts: readonly Resources[]): Resources {
  let [lut, ff, bram, uram, dsp] = [0, 0, 0, 0, 0];
  for (const part of parts) {
    lut += part.lut;
    ff += part.ff;
    bram += part.bram;
    uram += part.uram;
    dsp += part.dsp;
  }
  return { lut, ff, bram, uram, dsp };
}

/** `count` copies of a circuit. */
export function scaleResources(count: number, { lut, ff, bram, uram, dsp }: Resources): Resources {
  return { lut: count * lut, ff: count * ff, bram: count * bram, uram: count * uram, dsp: count * dsp };
}

/** Only LUTs; a convenience for the primitives that are plain logic. */
export function luts(count: number): Resources {
  return { ...NO_RESOURCES, lut: count };
}

/** Only flip-flops. */
export function flipFlops(count: number): Resources {
  return { ...NO_RESOURCES, ff: count };
}

/**
 * Whole units: what a device must have. Halves of one block are shared, so fractions are summed before they are
 * rounded up; a sliver of 1e-9 is a rounding error of thirds.
 */
export function wholeResources(part: Resources): Resources {
  const total = { ...NO_RESOURCES };
  for (const name of RESOURCE_NAMES) total[name] = Math.ceil(part[name] - 1e-9);
  return total;
}
