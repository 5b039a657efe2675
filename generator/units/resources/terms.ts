import type { CostParameters } from './cost-parameters.ts';

/** 1 where activations have 8 bits, else 0: several units are built otherwise for 16. */
export function eightBit(p: CostParameters): number {
  return p.activationBits === 8 ? 1 : 0;
}
