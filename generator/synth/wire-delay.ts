import type { Planner } from './cell-plan.ts';
import { type Design, netOf } from './elaborate.ts';
import type { Family } from './families/family.ts';
import type { LeafCell } from './leaf-cell.ts';

export interface Wire {
  /** Picoseconds from the driver's pin to the load's. */
  readonly delay: number;
  /** Driver and load are one logic level. */
  readonly sameLevel: boolean;
}

/** The wire from a net's driver to a load with a tag (0 for none), and with what general routing adds there. */
export type WireDelay = (net: number, loadTag: number, loadExtra: number) => Wire;

/** Numbers, from 1, for the tags of a family's local wires. */
export function tagNumbers({ localWires }: Family): ReadonlyMap<string, number> {
  const tags = [...new Set(localWires.flatMap(({ from, to }) => [from, to]))];
  return new Map(tags.map((tag, index) => [tag, index + 1]));
}

/** What a wire needs to know of its net: how many loads, and what kind of pin drives it. */
export interface NetFacts {
  readonly fanout: Int32Array;
  readonly driverTag: Int32Array;
  /** Picoseconds that leaving the driver over the general routing adds. */
  readonly driverExtra: Float64Array;
}

export function surveyNets({ netCount }: Design, cells: readonly LeafCell[], plan: Planner): NetFacts {
  const fanout = new Int32Array(netCount);
  const driverTag = new Int32Array(netCount);
  const driverExtra = new Float64Array(netCount);
  for (const { instance, cell } of cells) {
    const { untimed, tags, viaRouting } = plan(cell);
    for (const pin in cell.connections) {
      const isOutput = cell.directions[pin] === 'output';
      if (!isOutput && untimed.has(pin)) continue;
      for (const bit of cell.connections[pin] ?? []) {
        const net = netOf(instance, bit);
        if (net < 0) continue;
        if (isOutput) {
          driverTag[net] = tags.get(pin) ?? 0;
          driverExtra[net] = viaRouting.get(pin) ?? 0;
        } else fanout[net] = (fanout[net] ?? 0) + 1;
      }
    }
  }
  return { fanout, driverTag, driverExtra };
}

export function wireDelays(family: Family, tags: ReadonlyMap<string, number>, nets: NetFacts): WireDelay {
  const width = tags.size + 1;
  const { factor } = family.scale;
  const rules = new Map(
    family.localWires.map(({ from, to, delay, exclusive = false, sameLevel = false }) => [
      (tags.get(from) ?? 0) * width + (tags.get(to) ?? 0),
      { exclusive, delay: delay.picoseconds * factor, sameLevel },
    ]),
  );
  const base = family.net.base.picoseconds * factor;
  const perDoubling = family.net.perDoubling.picoseconds * factor;
  return (net, loadTag, loadExtra) => {
    const fanout = nets.fanout[net] ?? 1;
    const driverTag = nets.driverTag[net] ?? 0;
    const rule = driverTag === 0 || loadTag === 0 ? undefined : rules.get(driverTag * width + loadTag);
    if (rule !== undefined && (!rule.exclusive || fanout === 1)) return rule;
    const delay = base + perDoubling * Math.log2(Math.max(fanout, 1));
    return { delay: delay + loadExtra + (nets.driverExtra[net] ?? 0), sameLevel: false };
  };
}
