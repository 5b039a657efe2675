import { eightBit } from '../resources/terms.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { NO_RESOURCES } from '../resources.ts';
import type { SequencerParameters } from './parameters.ts';

export const sequencerCost: UnitCost<SequencerParameters> = {
  unit: 'sequencer',
  shared: true,
  logic: (p) => ({ program: p.programWords * wordBits(p), control: 1 }),
  registers: (p) => ({ word: wordBits(p), control: 1 }),
  exact: () => NO_RESOURCES,
};

/** Bits of a program word that differ between words, about: 16-bit scales are powers of two, so their mantissas do not. */
function wordBits(p: SequencerParameters): number {
  return p.layerBits + p.baseBits + p.wordBits + p.tileBits + eightBit(p) * p.scaleBits + OTHER_BITS;
}

/** Flags, sinks, wait and shift. */
const OTHER_BITS = 24;
