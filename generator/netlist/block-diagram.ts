import { type Instance, instancesOf, type Netlist } from './netlist.ts';

/** A unit feeds another with its stream. */
export interface Edge {
  readonly from: string;
  readonly to: string;
}

/** Modules that only pass wires on: what enters them counts as what leaves them. */
const WIRING: ReadonlySet<string> = new Set(['cut_elements', 'slot_position']);

/** Which unit feeds which, by module, in the order of the netlist. Units are told apart by module, so token slots are one. */
export function streamEdges(netlist: Netlist): readonly Edge[] {
  const instances = instancesOf(netlist);
  const sources = dataSources(netlist);
  const edges = new Map<string, Edge>();
  for (const to of instances) {
    if (WIRING.has(to.module)) continue;
    for (const from of inputsOf(to).flatMap((expression) => sources(expression))) {
      if (from === to.module) continue;
      edges.set(`${from} ${to.module}`, { from, to: to.module });
    }
  }
  return [...edges.values()];
}

/** The diagram as Mermaid, left to right. */
export function mermaid(netlist: Netlist): string {
  const lines = streamEdges(netlist).map(({ from, to }) => `  ${from} --> ${to}`);
  return ['```mermaid', 'flowchart LR', ...lines, '```'].join('\n');
}

/** Units whose streams an expression carries, directly, by way of other wires, or through modules that only pass wires on. */
function dataSources(netlist: Netlist): (expression: string) => readonly string[] {
  const instances = instancesOf(netlist);
  const values = new Map(
    netlist.sections.flatMap(({ wires }) =>
      wires.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
    ),
  );
  const producers = new Map(
    instances.flatMap(({ module, stream, connections }) => {
      // A memory has no stream: what is read from it leaves at data_o.
      const data = stream?.data ?? (WIRING.has(module) ? undefined : connections['data_o']);
      return data === undefined ? [] : [[data, module] as const];
    }),
  );
  const passed = new Map(
    instances
      .filter(({ module }) => WIRING.has(module))
      .flatMap((instance) => outputsOf(instance).map((wire) => [wire, inputsOf(instance)] as const)),
  );
  const found = (expression: string): readonly string[] =>
    identifiers(expression).flatMap((name) => {
      const producer = producers.get(name);
      if (producer !== undefined) return [producer];
      const value = values.get(name);
      return [...(value === undefined ? [] : [value]), ...(passed.get(name) ?? [])].flatMap(found);
    });
  return found;
}

function inputsOf({ connections }: Instance): readonly string[] {
  return Object.entries(connections).flatMap(([port, expression]) =>
    port.endsWith('_i') ? [expression] : [],
  );
}

function outputsOf({ connections }: Instance): readonly string[] {
  return Object.entries(connections).flatMap(([port, wire]) => (port.endsWith('_o') ? [wire] : []));
}

function identifiers(expression: string): readonly string[] {
  return expression.match(/[a-z]\w*/g) ?? [];
}
