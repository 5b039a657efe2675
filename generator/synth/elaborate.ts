import { InputError } from '../errors.ts';
import type { NetBit, Netlist, NetlistCell, NetlistModule } from './netlist.ts';

/** One use of a module in the design. */
export interface Instance {
  /** Dotted, empty for the top. */
  readonly path: string;
  readonly module: NetlistModule;
  /** Design-wide net of each of the module's own net numbers. */
  readonly nets: Int32Array;
}

/** A netlist, flat or hierarchical, with one number for every net of the design. */
export interface Design {
  readonly netlist: Netlist;
  readonly netCount: number;
  readonly instances: readonly Instance[];
  /** Nets that the top's input ports drive. */
  readonly inputs: readonly number[];
}

/** Expands the hierarchy: nets that ports connect become one. @throws InputError on recursion */
export function elaborate(netlist: Netlist): Design {
  const places = expand(netlist);
  const total = places.reduce((sum, place) => sum + place.size, 0);
  const parent = Int32Array.from({ length: total }, (_, index) => index);
  for (const place of places) {
    if (place.cell === null || place.parent === null) continue;
    for (const [port, { bits }] of place.module.ports) {
      const outer = place.cell.connections[port] ?? [];
      bits.forEach((inner, index) => {
        const net = outer[index];
        if (typeof inner !== 'number' || typeof net !== 'number') return;
        join(parent, place.offset + inner, (place.parent?.offset ?? 0) + net);
      });
    }
  }
  const { numbers, count } = renumber(parent);
  const instances = places.map(({ path, module, offset, size }): Instance => {
    return { path, module, nets: numbers.subarray(offset, offset + size) };
  });
  const top = instances[0];
  const inputs = [...netlist.top.ports.values()]
    .filter(({ direction }) => direction !== 'output')
    .flatMap(({ bits }) => bits.map((bit) => (top === undefined ? -1 : netOf(top, bit))))
    .filter((net) => net >= 0);
  return { netlist, netCount: count, instances, inputs };
}

/** The design-wide net of a connection, or -1 for a constant. */
export function netOf({ nets }: Instance, bit: NetBit | undefined): number {
  return typeof bit === 'number' ? (nets[bit] ?? -1) : -1;
}

/** `instance.name`, dotted. */
export function fullName({ path }: Instance, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

interface Place {
  readonly path: string;
  readonly module: NetlistModule;
  readonly offset: number;
  readonly size: number;
  readonly parent: Place | null;
  readonly cell: NetlistCell | null;
  readonly depth: number;
}

/** Every instance of every module, the top first. */
function expand(netlist: Netlist): readonly Place[] {
  const sizes = new Map([...netlist.modules].map(([name, module]) => [name, largestNet(module) + 1]));
  const places: Place[] = [];
  let offset = 0;
  const waiting: Omit<Place, 'offset' | 'size'>[] = [
    { path: '', module: netlist.top, parent: null, cell: null, depth: 0 },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const size = sizes.get(next.module.name) ?? 0;
    const place: Place = { ...next, offset, size };
    offset += size;
    places.push(place);
    if (place.depth > netlist.modules.size) {
      throw new InputError({ subject: `module ${place.module.name}`, rule: 'must not contain itself' });
    }
    for (const cell of place.module.cells) {
      const module = netlist.modules.get(cell.type);
      if (module === undefined) continue;
      const path = place.path === '' ? cell.name : `${place.path}.${cell.name}`;
      waiting.push({ path, module, parent: place, cell, depth: place.depth + 1 });
    }
  }
  return places;
}

function largestNet(module: NetlistModule): number {
  let largest = 0;
  const see = (bits: readonly NetBit[]) => {
    for (const bit of bits) if (typeof bit === 'number' && bit > largest) largest = bit;
  };
  for (const { bits } of module.ports.values()) see(bits);
  for (const { bits } of module.netNames) see(bits);
  for (const { connections } of module.cells) for (const bits of Object.values(connections)) see(bits);
  return largest;
}

function root(parent: Int32Array, start: number): number {
  let node = start;
  for (let above = parent[node] ?? node; above !== node; above = parent[node] ?? node) {
    parent[node] = parent[above] ?? above;
    node = above;
  }
  return node;
}

function join(parent: Int32Array, a: number, b: number): void {
  const from = root(parent, a);
  const to = root(parent, b);
  if (from !== to) parent[from] = to;
}

/** Dense numbers from 0 for the sets of `parent`. */
function renumber(parent: Int32Array): { readonly numbers: Int32Array; readonly count: number } {
  const ofRoot = new Int32Array(parent.length).fill(-1);
  const numbers = new Int32Array(parent.length);
  let count = 0;
  for (let node = 0; node < parent.length; node++) {
    const set = root(parent, node);
    if (ofRoot[set] === -1) ofRoot[set] = count++;
    numbers[node] = ofRoot[set] ?? -1;
  }
  return { numbers, count };
}
