import { InputError } from '../errors.ts';
import { type CellPlan, planner } from './cell-plan.ts';
import { type Design, fullName, type Instance, netOf } from './elaborate.ts';
import type { Family } from './families/family.ts';
import { type LeafCell, leafCells } from './leaf-cell.ts';
import type { NetBit } from './netlist.ts';
import { FloatList, IntList } from './number-list.ts';
import { surveyNets, tagNumbers, type WireDelay, wireDelays } from './wire-delay.ts';

/**
 * A design as a graph for the longest path. Nodes are nets, and after them hubs: the inside of a cell whose
 * inputs share several outputs. Delays are in picoseconds, and of the family's speed grade.
 */
export interface TimingGraph {
  readonly nodeCount: number;
  readonly netCount: number;
  /** From net to node through a cell: `wire` is the part of `delay` before it, `level` 1 for a new logic level. */
  readonly edges: {
    readonly from: Int32Array;
    readonly to: Int32Array;
    readonly delay: Float64Array;
    readonly wire: Float64Array;
    readonly cell: Int32Array;
    readonly level: Int32Array;
  };
  /** Nets at which a path begins, `cell` -1 for an input port of the top. */
  readonly starts: {
    readonly net: Int32Array;
    readonly delay: Float64Array;
    readonly cell: Int32Array;
  };
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
  readonly cells: readonly LeafCell[];
  readonly fanout: Int32Array;
}

/** @throws InputError where a cell or a pin in use is not in the family's table */
export function timingGraph(design: Design, family: Family): TimingGraph {
  const tags = tagNumbers(family);
  const plan = planner(family, (tag) => tags.get(tag) ?? 0);
  const cells = leafCells(design);
  const nets = surveyNets(design, cells, plan);
  const builder = new GraphBuilder(design, cells, nets.fanout, wireDelays(family, tags, nets));
  cells.forEach(({ cell }, index) => {
    builder.addCell(index, plan(cell));
  });
  return builder.graph();
}

class GraphBuilder {
  readonly #design: Design;
  readonly #cells: readonly LeafCell[];
  readonly #fanout: Int32Array;
  readonly #wire: WireDelay;
  readonly #edge = {
    from: new IntList(),
    to: new IntList(),
    delay: new FloatList(),
    wire: new FloatList(),
    cell: new IntList(),
    level: new IntList(),
  };
  readonly #start = { net: new IntList(), delay: new FloatList(), cell: new IntList() };
  readonly #end = { net: new IntList(), delay: new FloatList(), wire: new FloatList(), cell: new IntList() };
  readonly #endPins: string[] = [];
  #nodeCount: number;
  #internal: TimingGraph['internal'] = null;

  constructor(design: Design, cells: readonly LeafCell[], fanout: Int32Array, wire: WireDelay) {
    this.#design = design;
    this.#cells = cells;
    this.#fanout = fanout;
    this.#wire = wire;
    this.#nodeCount = design.netCount;
    for (const net of design.inputs) this.#addStart(net, 0, -1);
  }

  addCell(index: number, plan: CellPlan): void {
    const place = this.#cells[index];
    if (place === undefined) return;
    for (const group of plan.groups) this.#addPaths(index, place, plan, group);
    const { instance, cell } = place;
    for (const pin in cell.connections) {
      const nets = netsOf(instance, cell.connections[pin], -1);
      if (cell.directions[pin] === 'output') this.#addOutput(index, place, plan, pin, nets);
      else if (!plan.untimed.has(pin)) this.#addInput(index, place, plan, pin, nets);
    }
    if (plan.internal !== null && plan.internal > (this.#internal?.delay ?? 0)) {
      this.#internal = { cell: index, delay: plan.internal };
    }
  }

  graph(): TimingGraph {
    const { from, to, delay, wire, cell, level } = this.#edge;
    return {
      nodeCount: this.#nodeCount,
      netCount: this.#design.netCount,
      edges: {
        from: from.values(),
        to: to.values(),
        delay: delay.values(),
        wire: wire.values(),
        cell: cell.values(),
        level: level.values(),
      },
      starts: {
        net: this.#start.net.values(),
        delay: this.#start.delay.values(),
        cell: this.#start.cell.values(),
      },
      ends: {
        net: this.#end.net.values(),
        delay: this.#end.delay.values(),
        wire: this.#end.wire.values(),
        cell: this.#end.cell.values(),
        pin: this.#endPins,
      },
      internal: this.#internal,
      cells: this.#cells,
      fanout: this.#fanout,
    };
  }

  /** The paths of a group lead to its one output, or by a hub to its several. */
  #addPaths(
    index: number,
    { instance, cell }: LeafCell,
    plan: CellPlan,
    group: CellPlan['groups'][number],
  ): void {
    const driven = group.outputs.flatMap(({ pin, bit }) => netsOf(instance, cell.connections[pin], bit));
    let node = driven[0];
    if (node === undefined) return;
    if (driven.length > 1) {
      node = this.#nodeCount++;
      for (const net of driven) this.#addEdge(node, net, 0, 0, index, 0);
    }
    const level = plan.model.kind === 'buffer' ? 0 : 1;
    for (const { pin, bit, delay } of group.inputs) {
      const tag = plan.tags.get(pin) ?? 0;
      const extra = plan.viaRouting.get(pin) ?? 0;
      for (const net of netsOf(instance, cell.connections[pin], bit)) {
        const wire = this.#wire(net, tag, extra);
        this.#addEdge(net, node, wire.delay + delay, wire.delay, index, wire.sameLevel ? 0 : level);
      }
    }
  }

  #addOutput(index: number, place: LeafCell, plan: CellPlan, pin: string, nets: readonly number[]): void {
    const delay = plan.clockToOut.get(pin);
    if (delay !== undefined) for (const net of nets) this.#addStart(net, delay, index);
    else if (!plan.pathPins.has(pin) && nets.some((net) => (this.#fanout[net] ?? 0) > 0)) {
      throw untimedPin(place, pin);
    }
  }

  #addInput(index: number, place: LeafCell, plan: CellPlan, pin: string, nets: readonly number[]): void {
    const onPath = plan.pathPins.has(pin);
    const setup = plan.setup.get(pin) ?? (onPath ? null : plan.otherInputs);
    if (setup === null) {
      if (!onPath && nets.length > 0) throw untimedPin(place, pin);
      return;
    }
    for (const net of nets) {
      const { delay } = this.#wire(net, plan.tags.get(pin) ?? 0, plan.viaRouting.get(pin) ?? 0);
      this.#end.net.push(net);
      this.#end.delay.push(delay + setup);
      this.#end.wire.push(delay);
      this.#end.cell.push(index);
      this.#endPins.push(pin);
    }
  }

  #addEdge(from: number, to: number, delay: number, wire: number, cell: number, level: number): void {
    this.#edge.from.push(from);
    this.#edge.to.push(to);
    this.#edge.delay.push(delay);
    this.#edge.wire.push(wire);
    this.#edge.cell.push(cell);
    this.#edge.level.push(level);
  }

  #addStart(net: number, delay: number, cell: number): void {
    this.#start.net.push(net);
    this.#start.delay.push(delay);
    this.#start.cell.push(cell);
  }
}

/** The nets of one bit of a pin, or of all (-1); constants are no nets. */
function netsOf(instance: Instance, bits: readonly NetBit[] | undefined, bit: number): readonly number[] {
  if (bits === undefined) return [];
  const nets: number[] = [];
  for (let index = Math.max(bit, 0); index < (bit < 0 ? bits.length : bit + 1); index++) {
    const net = netOf(instance, bits[index]);
    if (net >= 0) nets.push(net);
  }
  return nets;
}

function untimedPin({ instance, cell }: LeafCell, pin: string): InputError {
  return new InputError({
    subject: `cell ${fullName(instance, cell.name)}`,
    rule: `has a connected pin without timing in the family's table`,
    received: `${cell.type}.${pin}`,
    hint: 'add the pin to generator/synth/families',
  });
}
