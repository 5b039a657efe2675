import { InputError } from '../errors.ts';
import { type Design, elaborate, fullName, netOf } from './elaborate.ts';
import type { Family } from './families/family.ts';
import { type NetNamer, netNamer } from './net-names.ts';
import type { Netlist } from './netlist.ts';
import { type TimingGraph, timingGraph } from './timing-graph.ts';

/** One step of a path, in nanoseconds: a cell, or the net before it where that takes time. */
export interface PathStep {
  /** Name of the cell or net. */
  readonly cell: string;
  /** Cell type, or `net (fo=3)` with its number of loads. */
  readonly type: string;
  readonly incr: number;
  readonly at: number;
}

/** A path from a register or input to a register. */
export interface LevelPath {
  /**
   * Cells on it that are reached over the general routing. What local wiring joins is one level: an adder
   * with its carry chain, however wide, and a wide multiplexer of lookup tables.
   */
  readonly levels: number;
  readonly from: string;
  readonly to: string;
}

export interface TimingWalk extends LevelPath {
  /** Length of the slowest path: clock to output, cells, nets, setup. 0 for a design without registers. */
  readonly nanoseconds: number;
  /** The vendor's figure after routing is expected within ± this share. */
  readonly errorBand: number;
  readonly path: readonly PathStep[];
  /** The path with most logic levels, which need not be the slowest. */
  readonly deepest: LevelPath;
}

/**
 * The slowest path of a mapped netlist, flat or hierarchical, by the delays of a family's table: from every
 * register, memory or DSP output and every input port of the top to every register, memory or DSP input.
 * Paths to output ports of the top are not timed, for they end in another chip or block.
 *
 * @throws InputError on a combinational loop, or a cell that the table does not know
 */
export function walkTiming(netlist: Netlist, family: Family): TimingWalk {
  const design = elaborate(netlist);
  const graph = timingGraph(design, family);
  const order = topologicalOrder(graph, design);
  const slowest = longest(graph, order, 'delay');
  const deepest = longest(graph, order, 'levels');
  const names = netNamer(design);
  const { internal } = graph;
  const description =
    internal !== null && internal.delay > slowest.length
      ? describeInternal(graph, internal)
      : describe(graph, slowest, names);
  return {
    nanoseconds: Math.round(Math.max(slowest.length, internal?.delay ?? 0)) / 1000,
    errorBand: family.errorBand,
    ...description,
    deepest: levelsOf(graph, deepest, names),
  };
}

/** Edges by the node that they leave: those of node n are `edge[first[n]…first[n+1]-1]`. */
interface Leaving {
  readonly first: Int32Array;
  readonly edge: Int32Array;
}

/** Nodes such that every edge leads from an earlier one to a later one. */
interface Order {
  readonly nodes: Int32Array;
  readonly leaving: Leaving;
}

function topologicalOrder(graph: TimingGraph, design: Design): Order {
  const { from, to } = graph.edges;
  const first = new Int32Array(graph.nodeCount + 1);
  const entering = new Int32Array(graph.nodeCount);
  for (let edge = 0; edge < from.length; edge++) {
    const source = from[edge] ?? 0;
    const target = to[edge] ?? 0;
    first[source + 1] = (first[source + 1] ?? 0) + 1;
    entering[target] = (entering[target] ?? 0) + 1;
  }
  for (let node = 0; node < graph.nodeCount; node++) first[node + 1] = (first[node + 1] ?? 0) + (first[node] ?? 0);
  const edge = new Int32Array(from.length);
  const next = first.slice();
  for (let each = 0; each < from.length; each++) {
    const source = from[each] ?? 0;
    const slot = next[source] ?? 0;
    edge[slot] = each;
    next[source] = slot + 1;
  }
  const leaving = { first, edge };
  const nodes = new Int32Array(graph.nodeCount);
  let placed = 0;
  for (let node = 0; node < graph.nodeCount; node++) if (entering[node] === 0) nodes[placed++] = node;
  for (let done = 0; done < placed; done++) {
    const node = nodes[done] ?? 0;
    for (let slot = first[node] ?? 0; slot < (first[node + 1] ?? 0); slot++) {
      const target = to[edge[slot] ?? 0] ?? 0;
      const left = (entering[target] ?? 0) - 1;
      entering[target] = left;
      if (left === 0) nodes[placed++] = target;
    }
  }
  if (placed < graph.nodeCount) throw combinationalLoop(graph, design, entering);
  return { nodes, leaving };
}

/** @param entering nodes that wait for a predecessor of theirs, > 0 */
function combinationalLoop(graph: TimingGraph, design: Design, entering: Int32Array): InputError {
  const before = new Int32Array(graph.nodeCount).fill(-1);
  const { from, to, cell } = graph.edges;
  for (let edge = 0; edge < from.length; edge++) {
    if ((entering[from[edge] ?? 0] ?? 0) > 0 && (entering[to[edge] ?? 0] ?? 0) > 0) before[to[edge] ?? 0] = edge;
  }
  let node = entering.findIndex((count) => count > 0);
  const seen = new Set<number>();
  for (; !seen.has(node); node = from[before[node] ?? -1] ?? node) seen.add(node);
  const loop: string[] = [];
  const closing = node;
  do {
    const edge = before[node] ?? -1;
    const place = graph.cells[cell[edge] ?? -1];
    if (place !== undefined) loop.push(`${fullName(place.instance, place.cell.name)} (${place.cell.type})`);
    node = from[edge] ?? closing;
  } while (node !== closing);
  return new InputError({
    subject: `module ${design.netlist.top.sourceName}`,
    rule: 'has a combinational loop: put a register into it',
    received: [...new Set(loop.reverse())].join(' → '),
  });
}

interface Longest {
  /** Picoseconds, or levels. */
  readonly length: number;
  /** Index into `ends`, -1 where no path ends anywhere. */
  readonly end: number;
  /** Edge by which the longest path reaches each node, -1 at its start. */
  readonly via: Int32Array;
  /** Index into `starts` where the longest path of a node begins there, else -1. */
  readonly start: Int32Array;
}

function longest(graph: TimingGraph, { nodes, leaving }: Order, measure: 'delay' | 'levels'): Longest {
  const { edges, starts, ends } = graph;
  const byDelay = measure === 'delay';
  const length = new Float64Array(graph.nodeCount).fill(Number.NEGATIVE_INFINITY);
  const via = new Int32Array(graph.nodeCount).fill(-1);
  const start = new Int32Array(graph.nodeCount).fill(-1);
  for (let index = 0; index < starts.net.length; index++) {
    const net = starts.net[index] ?? 0;
    const delay = byDelay ? (starts.delay[index] ?? 0) : 0;
    if (delay <= (length[net] ?? 0)) continue;
    length[net] = delay;
    start[net] = index;
  }
  const weight = byDelay ? edges.delay : edges.level;
  for (const node of nodes) {
    const soFar = length[node] ?? Number.NEGATIVE_INFINITY;
    if (soFar === Number.NEGATIVE_INFINITY) continue;
    for (let slot = leaving.first[node] ?? 0; slot < (leaving.first[node + 1] ?? 0); slot++) {
      const edge = leaving.edge[slot] ?? 0;
      const target = edges.to[edge] ?? 0;
      const reached = soFar + (weight[edge] ?? 0);
      if (reached <= (length[target] ?? 0)) continue;
      length[target] = reached;
      via[target] = edge;
      start[target] = -1;
    }
  }
  let best = byDelay ? 0 : -1;
  let end = -1;
  for (let index = 0; index < ends.net.length; index++) {
    const reached = (length[ends.net[index] ?? 0] ?? 0) + (byDelay ? (ends.delay[index] ?? 0) : 0);
    if (reached <= best) continue;
    best = reached;
    end = index;
  }
  return { length: Math.max(best, 0), end, via, start };
}

/** The edges of a longest path from its start, and the net at which it starts. */
function trace(graph: TimingGraph, { end, via }: Longest): { readonly edges: readonly number[]; readonly net: number } {
  const edges: number[] = [];
  let node = graph.ends.net[end] ?? -1;
  for (let edge = via[node] ?? -1; edge >= 0; edge = via[node] ?? -1) {
    edges.push(edge);
    node = graph.edges.from[edge] ?? -1;
  }
  return { edges: edges.reverse(), net: node };
}

function levelsOf(graph: TimingGraph, path: Longest, names: NetNamer): LevelPath {
  if (path.end < 0) return { levels: 0, from: '', to: '' };
  const { edges, net } = trace(graph, path);
  return {
    levels: edges.reduce((sum, edge) => sum + (graph.edges.level[edge] ?? 0), 0),
    from: names(net),
    to: endName(graph, path.end, names),
  };
}

function describe(graph: TimingGraph, path: Longest, names: NetNamer): LevelPath & Pick<TimingWalk, 'path'> {
  if (path.end < 0) return { levels: 0, from: '', to: '', path: [] };
  const { edges, net } = trace(graph, path);
  const steps: PathStep[] = [];
  let at = 0;
  const step = (cell: string, type: string, picoseconds: number) => {
    at += picoseconds;
    steps.push({ cell, type, incr: nanoseconds(picoseconds), at: nanoseconds(at) });
  };
  const wire = (from: number, picoseconds: number) => {
    if (picoseconds !== 0) step(names(from), `net (fo=${graph.fanout[from] ?? 0})`, picoseconds);
  };
  const start = path.start[net] ?? -1;
  const first = graph.cells[graph.starts.cell[start] ?? -1];
  step(
    first === undefined ? names(net) : fullName(first.instance, first.cell.name),
    first === undefined ? 'input' : first.cell.type,
    graph.starts.delay[start] ?? 0,
  );
  for (const edge of edges) {
    const from = graph.edges.from[edge] ?? 0;
    if (from >= graph.netCount) continue;
    const before = graph.edges.wire[edge] ?? 0;
    const place = graph.cells[graph.edges.cell[edge] ?? -1];
    wire(from, before);
    if (place !== undefined) {
      step(fullName(place.instance, place.cell.name), place.cell.type, (graph.edges.delay[edge] ?? 0) - before);
    }
  }
  const { ends } = graph;
  const before = ends.wire[path.end] ?? 0;
  const last = graph.cells[ends.cell[path.end] ?? -1];
  wire(ends.net[path.end] ?? 0, before);
  if (last !== undefined) {
    const type = `${last.cell.type} ${ends.pin[path.end] ?? ''} setup`;
    step(fullName(last.instance, last.cell.name), type, (ends.delay[path.end] ?? 0) - before);
  }
  return { ...levelsOf(graph, path, names), path: steps };
}

function describeInternal(
  graph: TimingGraph,
  { cell, delay }: NonNullable<TimingGraph['internal']>,
): LevelPath & Pick<TimingWalk, 'path'> {
  const place = graph.cells[cell];
  const name = place === undefined ? '' : fullName(place.instance, place.cell.name);
  const time = nanoseconds(delay);
  return {
    levels: 0,
    from: name,
    to: name,
    path: [{ cell: name, type: `${place?.cell.type ?? ''} register to register`, incr: time, at: time }],
  };
}

/** The register that a path ends in, by the net that it drives where that has a name, and its pin. */
function endName(graph: TimingGraph, end: number, names: NetNamer): string {
  const place = graph.cells[graph.ends.cell[end] ?? -1];
  const pin = graph.ends.pin[end] ?? '';
  if (place === undefined) return pin;
  const { instance, cell } = place;
  const output = Object.keys(cell.connections).find((name) => cell.directions[name] === 'output') ?? '';
  const bits = cell.connections[output] ?? [];
  const own = bits.length === 1 ? netOf(instance, bits[0]) : -1;
  return `${own < 0 ? fullName(instance, cell.name) : names(own)}/${pin}`;
}

function nanoseconds(picoseconds: number): number {
  return Math.round(picoseconds) / 1000;
}
