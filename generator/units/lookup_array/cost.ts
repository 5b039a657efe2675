import type { Family } from '../../sizing/board-schema.ts';
import { adder } from '../resources/logic.ts';
import { smallMemory } from '../resources/small-memory.ts';
import type { UnitCost } from '../resources/unit-cost.ts';
import { flipFlops, luts, type Resources, scaleResources, sumResources } from '../resources.ts';
import { lookupGroups } from './groups.ts';
import { lookupLatencyCycles } from './latency.ts';
import type { LookupArrayParameters } from './parameters.ts';

export const lookupArrayCost: UnitCost<LookupArrayParameters> = {
  unit: 'lookup_array',
  logic: (p) => ({
    // A sum made from the last one: the choice of an operand and its sign, and an adder.
    fill: lookupGroups(p.lanes) * sumBits(p),
    accumulate: p.rows * p.accBits,
    digits: (p.planes > 0 ? 1 : 0) * p.rows * p.accBits,
    control: counterBits(p),
  }),
  registers: (p) => ({ control: counterBits(p) }),
  exact: (p, { family }) => {
    const groups = lookupGroups(p.lanes);
    const levels = Math.ceil(Math.log2(groups));
    const digitBits = p.planes > 0 ? p.accBits : Math.min(p.accBits, sumBits(p) + levels);
    return sumResources(
      scaleResources(groups, tableMemory(family, p.rows, sumBits(p))),
      scaleResources(p.rows, treeOf(family, groups, p)),
      memory(family, p.words, p.lanes * p.activationBits),
      p.words === 1 ? flipFlops(0) : memory(family, p.tiles, p.rows * p.accBits),
      flipFlops(
        groups * sumBits(p) +
          p.rows * (digitBits + p.accBits) +
          p.rows * p.xBits * (lookupLatencyCycles(p) - p.weightDelay - 2),
      ),
    );
  },
};

/** Bits of a sum of three operands. */
function sumBits({ activationBits }: LookupArrayParameters): number {
  return activationBits + 2;
}

/** Read ports of each copy of a table (`lookup_table`). */
const READERS = 7;

/** A LUT RAM of 32 words with many read ports, where yosys 0.23 knows one. Source: share/yosys/xilinx/lutrams_xcu.txt, lutrams_xc5v.txt. */
const MANY_PORTED: Readonly<Partial<Record<Family, { readonly ports: number; readonly luts: number }>>> = {
  xilinx_ultrascale_plus: { ports: 7, luts: 8 },
  xilinx_7: { ports: 3, luts: 4 },
};

/** All copies of a group's table. */
function tableMemory(family: Family, rows: number, bits: number): Resources {
  const whole = Math.floor(rows / READERS);
  return sumResources(
    scaleResources(whole, tableCopy(family, READERS, bits)),
    tableCopy(family, rows % READERS, bits),
  );
}

/** One copy: two bits a cell for many readers, or a cell or more for each. */
function tableCopy(family: Family, readPorts: number, bits: number): Resources {
  if (readPorts === 0) return luts(0);
  const each = smallMemory(family, { words: 32, bits, readPorts, register: 'none' });
  const cell = MANY_PORTED[family];
  const shared = cell !== undefined && readPorts <= cell.ports ? Math.ceil(bits / 2) * cell.luts : Infinity;
  return shared < each.lut ? luts(shared) : each;
}

/** Adders and registers of a row's tree over the groups' sums; what is left over of an odd number passes. */
function treeOf(family: Family, groups: number, p: LookupArrayParameters): Resources {
  let total = flipFlops(0);
  let nodes = groups;
  for (let level = 0; ; level++) {
    const bits = sumBits(p) + level;
    if ((1 + level) % p.levels === 0) total = sumResources(total, flipFlops(nodes * bits));
    if (nodes === 1) return total;
    total = sumResources(total, scaleResources(Math.floor(nodes / 2), adder(family, bits + 1)));
    nodes = Math.ceil(nodes / 2);
  }
}

function memory(family: Family, words: number, bits: number): Resources {
  return smallMemory(family, { words, bits, readPorts: 1, register: 'address' });
}

/** Bits of the counters that walk through a matrix, and of what travels with a beat. */
function counterBits(p: LookupArrayParameters): number {
  return p.baseBits + 2 * p.wordBits + (3 + lookupLatencyCycles(p)) * p.tileBits;
}
