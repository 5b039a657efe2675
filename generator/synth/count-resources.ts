import { InputError } from '../errors.ts';
import { type Family, RESOURCES, type Resources } from './families/family.ts';
import type { Netlist, NetlistModule } from './netlist.ts';

/** What one instance of a module takes, with everything inside it. */
export interface ModuleResources extends Resources {
  /** How often the whole design has it. */
  readonly instances: number;
}

export interface ResourceCount {
  readonly total: Resources;
  /** By Verilog name; a module with several sets of parameters has them in its name, `add(W=8)`. */
  readonly modules: Readonly<Record<string, ModuleResources>>;
  /** Cells of the whole design by type. */
  readonly cells: Readonly<Record<string, number>>;
}

/** Counts a netlist, flat or hierarchical. Whole units, rounded up at the end. @throws InputError */
export function countResources(netlist: Netlist, family: Family): ResourceCount {
  const inclusive = new Map<string, Resources>();
  const uses = new Map<string, number>();
  const cells = new Map<string, number>();
  const order = childrenFirst(netlist);
  for (const module of order) inclusive.set(module.name, moduleResources(module, netlist, family, inclusive));
  uses.set(netlist.top.name, 1);
  for (const module of order.toReversed()) {
    const times = uses.get(module.name) ?? 0;
    for (const { type } of module.cells) {
      const counter = netlist.modules.has(type) ? uses : cells;
      counter.set(type, (counter.get(type) ?? 0) + times);
    }
  }
  const names = moduleNames(order);
  return {
    total: rounded(inclusive.get(netlist.top.name) ?? NONE),
    modules: Object.fromEntries(
      order.map((module) => [
        names.get(module.name) ?? module.name,
        { ...(inclusive.get(module.name) ?? NONE), instances: uses.get(module.name) ?? 0 },
      ]),
    ),
    cells: Object.fromEntries([...cells].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

const NONE: Resources = { lut: 0, ff: 0, bram: 0, uram: 0, dsp: 0 };

function moduleResources(
  module: NetlistModule,
  netlist: Netlist,
  { cells, name }: Family,
  inclusive: ReadonlyMap<string, Resources>,
): Resources {
  const sum = { ...NONE };
  for (const cell of module.cells) {
    const uses = inclusive.get(cell.type) ?? cells.get(cell.type)?.uses;
    if (uses === undefined) {
      throw new InputError({
        subject: `cell ${cell.name} of module ${module.sourceName}`,
        rule: `is of a type that the table of ${name} does not have`,
        received: netlist.modules.has(cell.type) ? `${cell.type}, which contains itself` : cell.type,
        hint: 'add it to generator/synth/families, with its delays and their sources',
      });
    }
    for (const resource of RESOURCES) sum[resource] += uses[resource] ?? 0;
  }
  return sum;
}

/** Modules in use, each after those that it contains. */
function childrenFirst(netlist: Netlist): readonly NetlistModule[] {
  const done = new Set<string>();
  const order: NetlistModule[] = [];
  const visit = (module: NetlistModule): void => {
    if (done.has(module.name)) return;
    done.add(module.name);
    for (const { type } of module.cells) {
      const child = netlist.modules.get(type);
      if (child !== undefined) visit(child);
    }
    order.push(module);
  };
  visit(netlist.top);
  return order;
}

function moduleNames(modules: readonly NetlistModule[]): ReadonlyMap<string, string> {
  const sameSource = new Map<string, number>();
  for (const { sourceName } of modules) sameSource.set(sourceName, (sameSource.get(sourceName) ?? 0) + 1);
  const taken = new Set<string>();
  return new Map(
    modules.map((module) => {
      const { name, sourceName, parameters } = module;
      const plain =
        (sameSource.get(sourceName) ?? 0) > 1 ? `${sourceName}(${parameterList(parameters)})` : sourceName;
      let unique = plain;
      for (let copy = 2; taken.has(unique); copy++) unique = `${plain}#${copy}`;
      taken.add(unique);
      return [name, unique];
    }),
  );
}

function parameterList(parameters: Readonly<Record<string, unknown>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => {
      const text = String(value);
      return `${name}=${/^[01]{1,53}$/.test(text) ? Number.parseInt(text, 2) : text.trim()}`;
    })
    .join(',');
}

/** Half LUTs of two modules share one: only the sum is rounded. BRAM and DSP stay in halves. */
function rounded(resources: Resources): Resources {
  const exact = (value: number) => Math.round(value * 1e6) / 1e6;
  return {
    ...resources,
    lut: Math.ceil(exact(resources.lut)),
    dsp: Math.ceil(exact(resources.dsp)),
    bram: exact(resources.bram),
  };
}
