import type { MatmulArrayParameters } from '../matmul_array/parameters.ts';
import type { Fabric } from '../resources/fabric.ts';
import { adderTree, treeRegisterBits } from '../resources/logic.ts';
import { multiplier, multiplierBits, productRegister } from '../resources/multiplier.ts';
import { sequenceRom } from '../resources/sequence-rom.ts';
import { smallMemory } from '../resources/small-memory.ts';
import { flipFlops, NO_RESOURCES, type Resources, scaleResources, sumResources } from '../resources.ts';

/** Cycles that sums of words take to become products of groups. */
const GROUP_CYCLES = 3;
const ZERO_POINT_BITS = 4;

/** Bits that a row's sum of a group goes through: sum, two choices of a multiple, share of the zero point, difference, accumulator. */
export function groupSumBits(p: MatmulArrayParameters): number {
  if (p.groupSize === 0) return 0;
  const { group, multiple, share, difference } = widths(p);
  return p.rows * (group + 2 * multiple + share + difference + p.accBits);
}

/** Bits of the rows of its multipliers of LUTs. */
export function groupMultiplyBits(p: MatmulArrayParameters, fabric: Fabric): number {
  if (p.groupSize === 0) return 0;
  return p.rows * multiplierBits(fabric, widths(p).difference, p.groupScaleBits + 1);
}

/** Multipliers, memories, registers, and the tree that sums operands. */
export function groupSumsExact(p: MatmulArrayParameters, fabric: Fabric): Resources {
  if (p.groupSize === 0) return NO_RESOURCES;
  const { family } = fabric;
  const { group, share, difference, multiple } = widths(p);
  const operands = multiple - 2;
  const entry = p.groupScaleBits + ZERO_POINT_BITS;
  return sumResources(
    scaleResources(p.rows, multiplier(fabric, difference, p.groupScaleBits + 1)),
    sequenceRom(p, fabric, p.groupWords, p.rows * entry),
    adderTree(family, p.lanes, p.activationBits),
    smallMemory(family, { words: p.groups, bits: operands, readPorts: 1, register: 'data' }),
    flipFlops(
      GROUP_CYCLES * (p.rows * p.xBits + 7) +
        p.rows * (group + share) +
        // A DSP48 takes in its factors and its product.
        p.rows * productRegister(fabric, difference + difference + 3 * p.groupScaleBits) +
        treeRegisterBits(p.lanes, p.activationBits, p.levels, 0) +
        2 * operands,
    ),
  );
}

function widths(p: MatmulArrayParameters) {
  const within = Math.log2(p.groupSize);
  const group = p.activationBits + p.weightBits - 1 + within;
  const multiple = p.activationBits + within + 2;
  return { group, multiple, share: multiple + 2, difference: group + 1 };
}
