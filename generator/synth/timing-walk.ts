import { elaborate, fullName, netOf } from './elaborate.ts';
import type { Family } from './families/family.ts';
import { type Longest, longestPath, topologicalOrder } from './longest-path.ts';
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
  const order = topologicalOrder(graph, `module ${netlist.top.sourceName}`);
  const slowest = longestPath(graph, order, 'delay');
  const deepest = longestPath(graph, order, 'levels');
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

/** The edges of a longest path from its start, and the net at which it starts. */
function trace(
  graph: TimingGraph,
  { end, via }: Longest,
): { readonly edges: readonly number[]; readonly net: number } {
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
      step(
        fullName(place.instance, place.cell.name),
        place.cell.type,
        (graph.edges.delay[edge] ?? 0) - before,
      );
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
