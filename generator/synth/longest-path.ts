import { InputError } from '../errors.ts';
import { fullName } from './elaborate.ts';
import type { TimingGraph } from './timing-graph.ts';

/** Nodes such that every edge leads from an earlier one to a later one. */
export interface Order {
  readonly nodes: Int32Array;
  /** Edges by the node that they leave: those of node n are `edge[first[n]…first[n + 1] − 1]`. */
  readonly first: Int32Array;
  readonly edge: Int32Array;
}

export interface Longest {
  /** Picoseconds, or levels. */
  readonly length: number;
  /** Index into `ends`, -1 where no path ends anywhere. */
  readonly end: number;
  /** Edge by which the longest path reaches each node, -1 at its start. */
  readonly via: Int32Array;
  /** Index into `starts` where the longest path of a node begins there, else -1. */
  readonly start: Int32Array;
}

/** @throws InputError on a combinational loop, which it names */
export function topologicalOrder(graph: TimingGraph, subject: string): Order {
  const { from, to } = graph.edges;
  const { first, edge } = edgesByStart(graph);
  const entering = new Int32Array(graph.nodeCount);
  for (let each = 0; each < from.length; each++) {
    const target = to[each] ?? 0;
    entering[target] = (entering[target] ?? 0) + 1;
  }
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
  if (placed < graph.nodeCount) throw combinationalLoop(graph, subject, entering);
  return { nodes, first, edge };
}

function edgesByStart({ edges: { from }, nodeCount }: TimingGraph): Pick<Order, 'first' | 'edge'> {
  const first = new Int32Array(nodeCount + 1);
  for (const source of from) first[source + 1] = (first[source + 1] ?? 0) + 1;
  for (let node = 0; node < nodeCount; node++) first[node + 1] = (first[node + 1] ?? 0) + (first[node] ?? 0);
  const edge = new Int32Array(from.length);
  const next = first.slice();
  from.forEach((source, each) => {
    const slot = next[source] ?? 0;
    edge[slot] = each;
    next[source] = slot + 1;
  });
  return { first, edge };
}

/** @param entering of nodes that wait for a predecessor of theirs, > 0 */
function combinationalLoop(graph: TimingGraph, subject: string, entering: Int32Array): InputError {
  const { from, to, cell } = graph.edges;
  const waits = (node: number) => (entering[node] ?? 0) > 0;
  const before = new Int32Array(graph.nodeCount).fill(-1);
  for (let edge = 0; edge < from.length; edge++) {
    if (waits(from[edge] ?? 0) && waits(to[edge] ?? 0)) before[to[edge] ?? 0] = edge;
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
    subject,
    rule: 'has a combinational loop: put a register into it',
    received: [...new Set(loop.reverse())].join(' → '),
  });
}

/** The longest path from a start to an end, by delay or by logic levels. */
export function longestPath(graph: TimingGraph, order: Order, measure: 'delay' | 'levels'): Longest {
  const { edges, starts } = graph;
  const byDelay = measure === 'delay';
  const weight = byDelay ? edges.delay : edges.level;
  const length = new Float64Array(graph.nodeCount).fill(Number.NEGATIVE_INFINITY);
  const via = new Int32Array(graph.nodeCount).fill(-1);
  const start = new Int32Array(graph.nodeCount).fill(-1);
  starts.net.forEach((net, index) => {
    const delay = byDelay ? (starts.delay[index] ?? 0) : 0;
    if (delay <= (length[net] ?? 0)) return;
    length[net] = delay;
    start[net] = index;
  });
  for (const node of order.nodes) {
    const soFar = length[node] ?? Number.NEGATIVE_INFINITY;
    if (soFar === Number.NEGATIVE_INFINITY) continue;
    for (let slot = order.first[node] ?? 0; slot < (order.first[node + 1] ?? 0); slot++) {
      const edge = order.edge[slot] ?? 0;
      const target = edges.to[edge] ?? 0;
      const reached = soFar + (weight[edge] ?? 0);
      if (reached <= (length[target] ?? 0)) continue;
      length[target] = reached;
      via[target] = edge;
      start[target] = -1;
    }
  }
  return { ...farthestEnd(graph, length, byDelay), via, start };
}

function farthestEnd(
  { ends }: TimingGraph,
  length: Float64Array,
  byDelay: boolean,
): Pick<Longest, 'length' | 'end'> {
  let best = byDelay ? 0 : -1;
  let end = -1;
  ends.net.forEach((net, index) => {
    const reached = (length[net] ?? 0) + (byDelay ? (ends.delay[index] ?? 0) : 0);
    if (reached <= best) return;
    best = reached;
    end = index;
  });
  return { length: Math.max(best, 0), end };
}
