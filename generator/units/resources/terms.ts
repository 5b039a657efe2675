import type { BusWidths } from '../context.ts';

/** 1 where activations have 8 bits, else 0: several units are built otherwise for 16. */
export function eightBit({ activationBits }: Pick<BusWidths, 'activationBits'>): number {
  return activationBits === 8 ? 1 : 0;
}
