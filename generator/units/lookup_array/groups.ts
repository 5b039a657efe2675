/** Operands that one table of lookup_array holds the sums of. */
export const GROUP_LANES = 3;

/** Bits of the code of their weights, which is the address of the sum. */
export const CODE_BITS = 5;

/** Groups of a row; the last may miss lanes. */
export function lookupGroups(lanes: number): number {
  return Math.ceil(lanes / GROUP_LANES);
}
