import type { Fabric } from '../resources/fabric.ts';
import { adder, gates, shifter } from '../resources/logic.ts';
import { multiplier, multiplierBits } from '../resources/multiplier.ts';
import { smallMemory } from '../resources/small-memory.ts';
import type { TableSize } from '../resources/table-size.ts';
import { tableLogic } from '../resources/tables.ts';
import { flipFlops, luts, type Resources, scaleResources, sumResources } from '../resources.ts';
import { kvQuantiseLatency } from './latency.ts';

/** The part of the attention's parameters that kv_quantise depends on. */
interface KvQuantiseCostParameters {
  readonly rows: number;
  readonly headDim: number;
  readonly pipeline: number;
  readonly reciprocalBits: number;
  readonly reciprocal: TableSize | null;
}

/** What kv_quantise takes, which is a part of `attention`; `tagBits` go along with each head. */
export function kvQuantiseResources(
  p: KvQuantiseCostParameters,
  kvHeads: number,
  tagBits: number,
  fabric: Fabric,
): Resources {
  const { family } = fabric;
  const lanes = Math.min(p.rows, kvHeads * p.headDim);
  const slotLanes = Math.min(p.rows, p.headDim);
  const slots = lanes / slotLanes;
  // From the last beat to the shift; the product and its rounding come after it.
  const wait = kvQuantiseLatency(p) - 2;
  const beats = Math.max(1, p.headDim / p.rows);
  const table = p.reciprocal;
  const head = sumResources(
    // Magnitudes; of each pair the larger: a comparison and a choice.
    gates(family, slotLanes * 16),
    scaleResources(slotLanes - 1, sumResources(comparison(family, 16), gates(family, 16))),
    gates(family, 30),
    // Leading one, and the largest magnitude shifted to the top.
    gates(family, 15),
    shifter(family, 15, 4),
    luts(tableLogic(fabric, 'lutrom', table)),
  );
  const lane = sumResources(
    multiplier(fabric, 16, p.reciprocalBits + 1),
    luts(multiplierBits(fabric, 16, p.reciprocalBits + 1)),
    shifter(family, 16, 4),
    // Rounding and limit.
    gates(family, 10),
  );
  return sumResources(
    smallMemory(family, {
      words: 2 ** Math.ceil(Math.log2(beats + wait)),
      bits: lanes * 16,
      readPorts: 1,
      register: 'address',
    }),
    scaleResources(slots, head),
    scaleResources(lanes, lane),
    flipFlops(slots * (15 + 19 + 32 + 2 * p.reciprocalBits + p.pipeline * 2 * 16) + 3 * tagBits + 16),
    // A DSP48 takes in both factors and the product.
    flipFlops(family.startsWith('xilinx') ? 0 : lanes * (16 + p.reciprocalBits + 17)),
  );
}

/** Two numbers of `bits` bits: a carry chain with two bits a LUT on Xilinx. */
function comparison(family: Fabric['family'], bits: number): Resources {
  return family.startsWith('xilinx') ? luts(bits / 2) : adder(family, bits);
}
