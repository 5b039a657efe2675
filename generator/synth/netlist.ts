import { readFile } from 'node:fs/promises';
import { InputError } from '../errors.ts';

/** A net of one module by its number there, or a constant `0`, `1`, `x`, `z`. */
export type NetBit = number | string;

export interface NetlistPort {
  readonly direction: 'input' | 'output' | 'inout';
  readonly bits: readonly NetBit[];
}

export interface NetlistCell {
  readonly name: string;
  readonly type: string;
  /** Numbers are binary strings of yosys, `00000001`; strings are as written. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly directions: Readonly<Record<string, string>>;
  readonly connections: Readonly<Record<string, readonly NetBit[]>>;
}

export interface NetName {
  readonly name: string;
  /** False for names that yosys made up. */
  readonly visible: boolean;
  readonly bits: readonly NetBit[];
}

export interface NetlistModule {
  readonly name: string;
  /** The Verilog name, without the parameters that yosys appends to it. */
  readonly sourceName: string;
  readonly isTop: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly ports: ReadonlyMap<string, NetlistPort>;
  readonly cells: readonly NetlistCell[];
  readonly netNames: readonly NetName[];
}

/** A netlist of yosys' `write_json`: the modules that were synthesised, without the library's black boxes. */
export interface Netlist {
  readonly creator: string;
  readonly top: NetlistModule;
  readonly modules: ReadonlyMap<string, NetlistModule>;
}

/** Reads and checks a `write_json` file. @throws InputError where it is none */
export async function readNetlist(path: string): Promise<Netlist> {
  return parseNetlist(JSON.parse(await readFile(path, 'utf8')) as unknown, path);
}

/** @param subject how errors name the netlist, usually its path */
export function parseNetlist(document: unknown, subject: string): Netlist {
  const root = record(document, subject);
  const modules = new Map<string, NetlistModule>();
  for (const [name, value] of Object.entries(record(root['modules'], `${subject}: modules`))) {
    const module = record(value, `${subject}: module ${name}`);
    const attributes = record(module['attributes'] ?? {}, `${subject}: module ${name}: attributes`);
    if (isSet(attributes['blackbox']) || isSet(attributes['whitebox'])) continue;
    modules.set(name, parseModule(name, module, attributes, `${subject}: module ${name}`));
  }
  const top = [...modules.values()].find((module) => module.isTop);
  if (top === undefined) {
    throw new InputError({
      subject,
      rule: 'has no module with the attribute `top`',
      received: [...modules.keys()],
    });
  }
  return { creator: typeof root['creator'] === 'string' ? root['creator'] : '', top, modules };
}

function parseModule(
  name: string,
  module: Readonly<Record<string, unknown>>,
  attributes: Readonly<Record<string, unknown>>,
  subject: string,
): NetlistModule {
  const section = (key: string) => Object.entries(record(module[key] ?? {}, `${subject}: ${key}`));
  const hdlName = attributes['hdlname'];
  return {
    name,
    sourceName: typeof hdlName === 'string' ? hdlName.replace(/^\\/, '') : name,
    isTop: isSet(attributes['top']),
    parameters: record(module['parameter_default_values'] ?? {}, `${subject}: parameters`),
    ports: new Map(
      section('ports').map(([port, value]) => [port, parsePort(value, `${subject}: port ${port}`)]),
    ),
    cells: section('cells').map(([cell, value]) => parseCell(cell, value, `${subject}: cell ${cell}`)),
    netNames: section('netnames').map(([net, value]) => {
      const entry = record(value, `${subject}: net ${net}`);
      return {
        name: net,
        visible: entry['hide_name'] !== 1,
        bits: netBits(entry['bits'], `${subject}: net ${net}`),
      };
    }),
  };
}

function parsePort(value: unknown, subject: string): NetlistPort {
  const port = record(value, subject);
  const direction = port['direction'];
  if (direction !== 'input' && direction !== 'output' && direction !== 'inout') {
    throw new InputError({ subject, rule: 'has no direction', received: direction });
  }
  return { direction, bits: netBits(port['bits'], subject) };
}

function parseCell(name: string, value: unknown, subject: string): NetlistCell {
  const cell = record(value, subject);
  const type = cell['type'];
  if (typeof type !== 'string') throw new InputError({ subject, rule: 'has no type', received: type });
  const directions: Record<string, string> = {};
  for (const [pin, direction] of Object.entries(record(cell['port_directions'] ?? {}, subject))) {
    directions[pin] = String(direction);
  }
  const connections: Record<string, readonly NetBit[]> = {};
  for (const [pin, bits] of Object.entries(record(cell['connections'] ?? {}, subject))) {
    connections[pin] = netBits(bits, `${subject}: pin ${pin}`);
  }
  return { name, type, parameters: record(cell['parameters'] ?? {}, subject), directions, connections };
}

function isSet(attribute: unknown): boolean {
  return (typeof attribute === 'string' && /1/.test(attribute)) || attribute === 1;
}

function netBits(value: unknown, subject: string): readonly NetBit[] {
  if (Array.isArray(value) && value.every(isNetBit)) return value;
  throw new InputError({ subject, rule: 'must be a list of net numbers and constants', received: value });
}

function isNetBit(value: unknown): value is NetBit {
  return typeof value === 'number' || typeof value === 'string';
}

function record(value: unknown, subject: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw new InputError({
    subject,
    rule: 'must be an object, as `write_json` of yosys writes it',
    received: value,
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
