import { InputError } from '../errors.ts';
import { type CellPlan, type Planner, planner } from './cell-plan.ts';
import { type Design, fullName, type Instance, netOf } from './elaborate.ts';
import type { Family } from './families/family.ts';
import { FloatList, IntList } from './number-list.ts';
import type { NetBit, NetlistCell } from './netlist.ts';

/**
 * A design as a graph for the longest path. Nodes are nets, and after them hubs: the inside of a cell whose
 * inputs share several outputs. Delays are in picoseconds, and of the family's speed grade.
 */
export interface TimingGraph {
  readonly nodeCount: number;
  readonly netCount: number;
  /** From net to node through a cell; `wire` is the part of `delay` before the cell, `level` 1 for a new logic level. */
  readonly edges: {
    readonly from: Int32Array;
    readonly to: Int32Array;
    readonly delay: Float64Array;
    readonly wire: Float64Array;
    readonly cell: Int32Array;
    readonly level: Int32Array;
  };
  /** Nets at which a path begins, `cell` -1 for an input port of the top. */
  readonly starts: { readonly net: Int32Array; readonly delay: Float64Array; readonly cell: Int32Array };
  /** Pins at which a path ends: `delay` is the wire to it and its setup. */
  readonly ends: {
    readonly net: Int32Array;
    readonly delay: Float64Array;
    readonly wire: Float64Array;
    readonly cell: Int32Array;
    readonly pin: readonly string[];
  };
  /** The slowest path between two registers of one cell, such as inside a DSP. */
  readonly internal: { readonly cell: number; readonly delay: number } | null;
  readonly cells: readonly { readonly instance: Instance; readonly cell: NetlistCell }[];
  readonly fanout: Int32Array;
}

/** @throws InputError where a cell or a pin in use is not in the family's table */
export function timingGraph(design: Design, family: Family): TimingGraph {
  const tags = tagNumbers(family);
  const plan = planner(family, (tag) => tags.get(tag) ?? 0);
  const cells = leafCells(design);
  const nets = surveyNets(design, cells, plan);
  const wires = wireDelays(family, tags, nets);
  return connect(design, cells, plan, nets, wires);
}

type LeafCells = TimingGraph['cells'];

function leafCells({ instances, netlist }: Design): LeafCells {
  return instances.flatMap((instance) =>
    instance.module.cells
      .filter((cell) => !netlist.modules.has(cell.type))
      .map((cell) => ({ instance, cell })),
  );
}

function tagNumbers({ localWires }: Family): ReadonlyMap<string, number> {
  const tags = [...new Set(localWires.flatMap(({ from, to }) => [from, to]))];
  return new Map(tags.map((tag, index) => [tag, index + 1]));
}

/** What a wire needs to know of its net: how many loads, and what kind of pin drives it. */
interface NetFacts {
  readonly fanout: Int32Array;
  readonly driverTag: Int32Array;
  readonly driverExtra: Float64Array;
}

function surveyNets({ netCount }: Design, cells: LeafCells, plan: Planner): NetFacts {
  const fanout = new Int32Array(netCount);
  const driverTag = new Int32Array(netCount);
  const driverExtra = new Float64Array(netCount);
  for (const { instance, cell } of cells) {
    const { untimed, tags, viaRouting } = plan(cell);
    for (const pin in cell.connections) {
      const bits = cell.connections[pin] ?? [];
      const isOutput = cell.directions[pin] === 'output';
      if (!isOutput && untimed.has(pin)) continue;
      for (const bit of bits) {
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

interface Wire {
  /** Picoseconds from the driver's pin to the load's. */
  readonly delay: number;
  readonly sameLevel: boolean;
}

type WireDelay = (net: number, loadTag: number, loadExtra: number) => Wire;

function wireDelays(family: Family, tags: ReadonlyMap<string, number>, nets: NetFacts): WireDelay {
  const width = tags.size + 1;
  const factor = family.scale.factor;
  const rules = new Map(
    family.localWires.map((wire) => [
      (tags.get(wire.from) ?? 0) * width + (tags.get(wire.to) ?? 0),
      { exclusive: wire.exclusive === true, delay: wire.delay.picoseconds * factor, sameLevel: wire.sameLevel === true },
    ]),
  );
  const base = family.net.base.picoseconds * factor;
  const perDoubling = family.net.perDoubling.picoseconds * factor;
  return (net, loadTag, loadExtra) => {
    const fanout = nets.fanout[net] ?? 1;
    const driverTag = nets.driverTag[net] ?? 0;
    const rule = driverTag === 0 || loadTag === 0 ? undefined : rules.get(driverTag * width + loadTag);
    if (rule !== undefined && (!rule.exclusive || fanout === 1)) return rule;
    const delay = base + perDoubling * Math.log2(Math.max(fanout, 1)) + loadExtra + (nets.driverExtra[net] ?? 0);
    return { delay, sameLevel: false };
  };
}

function connect(design: Design, cells: LeafCells, plan: Planner, nets: NetFacts, wire: WireDelay): TimingGraph {
  const edge = { from: new IntList(), to: new IntList(), delay: new FloatList(), wire: new FloatList(), cell: new IntList(), level: new IntList() };
  const start = { net: new IntList(), delay: new FloatList(), cell: new IntList() };
  const end = { net: new IntList(), delay: new FloatList(), wire: new FloatList(), cell: new IntList() };
  const endPins: string[] = [];
  let nodeCount = design.netCount;
  let internal: TimingGraph['internal'] = null;

  const addEdge = (from: number, to: number, delay: number, before: number, cell: number, level: number) => {
    edge.from.push(from);
    edge.to.push(to);
    edge.delay.push(before + delay);
    edge.wire.push(before);
    edge.cell.push(cell);
    edge.level.push(level);
  };
  const addStart = (net: number, delay: number, cell: number) => {
    start.net.push(net);
    start.delay.push(delay);
    start.cell.push(cell);
  };
  const addEnd = (net: number, pin: string, setup: number, cellPlan: CellPlan, cell: number) => {
    const { delay } = wire(net, cellPlan.tags.get(pin) ?? 0, cellPlan.viaRouting.get(pin) ?? 0);
    end.net.push(net);
    end.delay.push(delay + setup);
    end.wire.push(delay);
    end.cell.push(cell);
    endPins.push(pin);
  };

  for (const net of design.inputs) addStart(net, 0, -1);
  cells.forEach(({ instance, cell }, index) => {
    const cellPlan = plan(cell);
    const connections = cell.connections;
    for (const { inputs, outputs } of cellPlan.groups) {
      const driven = outputs.flatMap(({ pin, bit }) => netsOf(instance, connections[pin], bit));
      if (driven.length === 0) continue;
      let node = driven[0] ?? -1;
      if (driven.length > 1) {
        node = nodeCount++;
        for (const net of driven) addEdge(node, net, 0, 0, index, 0);
      }
      const level = cellPlan.model.kind === 'buffer' ? 0 : 1;
      for (const { pin, bit, delay } of inputs) {
        const loadTag = cellPlan.tags.get(pin) ?? 0;
        const loadExtra = cellPlan.viaRouting.get(pin) ?? 0;
        for (const net of netsOf(instance, connections[pin], bit)) {
          const before = wire(net, loadTag, loadExtra);
          addEdge(net, node, delay, before.delay, index, before.sameLevel ? 0 : level);
        }
      }
    }
    for (const pin in connections) {
      const bits = netsOf(instance, connections[pin], -1);
      if (cell.directions[pin] === 'output') {
        const delay = cellPlan.clockToOut.get(pin);
        if (delay !== undefined) for (const net of bits) addStart(net, delay, index);
        else if (!cellPlan.pathPins.has(pin) && bits.some((net) => (nets.fanout[net] ?? 0) > 0)) {
          throw untimedPin(instance, cell, pin);
        }
      } else if (!cellPlan.untimed.has(pin)) {
        const setup = cellPlan.setup.get(pin) ?? (cellPlan.pathPins.has(pin) ? null : cellPlan.otherInputs);
        if (setup !== null) for (const net of bits) addEnd(net, pin, setup, cellPlan, index);
        else if (!cellPlan.pathPins.has(pin) && bits.length > 0) throw untimedPin(instance, cell, pin);
      }
    }
    if (cellPlan.internal !== null && cellPlan.internal > (internal?.delay ?? 0)) {
      internal = { cell: index, delay: cellPlan.internal };
    }
  });
  return {
    nodeCount,
    netCount: design.netCount,
    edges: {
      from: edge.from.values(),
      to: edge.to.values(),
      delay: edge.delay.values(),
      wire: edge.wire.values(),
      cell: edge.cell.values(),
      level: edge.level.values(),
    },
    starts: { net: start.net.values(), delay: start.delay.values(), cell: start.cell.values() },
    ends: {
      net: end.net.values(),
      delay: end.delay.values(),
      wire: end.wire.values(),
      cell: end.cell.values(),
      pin: endPins,
    },
    internal,
    cells,
    fanout: nets.fanout,
  };
}

/** The nets of one bit of a pin, or of all (-1); constants are no nets. */
function netsOf(instance: Instance, bits: readonly NetBit[] | undefined, bit: number): readonly number[] {
  if (bits === undefined) return [];
  const nets: number[] = [];
  if (bit >= 0) {
    const net = netOf(instance, bits[bit]);
    if (net >= 0) nets.push(net);
    return nets;
  }
  for (const each of bits) {
    const net = netOf(instance, each);
    if (net >= 0) nets.push(net);
  }
  return nets;
}

function untimedPin(instance: Instance, cell: NetlistCell, pin: string): InputError {
  return new InputError({
    subject: `cell ${fullName(instance, cell.name)}`,
    rule: `has a connected pin without timing in the family's table`,
    received: `${cell.type}.${pin}`,
    hint: 'add the pin to generator/synth/families',
  });
}
