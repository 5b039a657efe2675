import type { CostParameters } from './resources/cost-parameters.ts';
import type { UnitCost } from './resources/unit-cost.ts';
import { NO_RESOURCES } from './resources.ts';

export const sequencerCost: UnitCost = {
  unit: 'sequencer',
  logic: (p) => ({ program: p.programWords * wordBits(p), control: 1 }),
  registers: (p) => ({ word: wordBits(p), control: 1 }),
  exact: () => NO_RESOURCES,
};

/** Bits of a program word that differ between words, about. */
function wordBits(p: CostParameters): number {
  return p.layerBits + p.baseBits + p.wordBits + p.tileBits + p.scaleBits + 24;
}
