import { type Netlist, parseNetlist } from '../netlist.ts';

/** For tests: a netlist in few words. Nets are numbers; pins that end in `>` are outputs. */
export interface TestModule {
  readonly inputs?: Readonly<Record<string, readonly (number | string)[]>>;
  readonly outputs?: Readonly<Record<string, readonly (number | string)[]>>;
  /** Name to type and pins: `{ lut: ['SB_LUT4', { I0: 2, 'O>': 3 }] }`. */
  readonly cells: Readonly<Record<string, TestCell>>;
  readonly nets?: Readonly<Record<string, readonly number[]>>;
}

export type TestCell = readonly [
  type: string,
  pins: Readonly<Record<string, number | string | readonly (number | string)[]>>,
  parameters?: Readonly<Record<string, string>>,
];

/** @param modules the first is the top */
export function testNetlist(modules: Readonly<Record<string, TestModule>>): Netlist {
  const top = Object.keys(modules)[0];
  const document = Object.fromEntries(
    Object.entries(modules).map(([name, module]) => [name, jsonModule(module, name === top)]),
  );
  return parseNetlist({ creator: 'test', modules: document }, 'test netlist');
}

function jsonModule({ inputs = {}, outputs = {}, cells, nets = {} }: TestModule, isTop: boolean): object {
  const ports = (direction: string, each: NonNullable<TestModule['inputs']>) =>
    Object.entries(each).map(([name, bits]) => [name, { direction, bits }]);
  return {
    attributes: isTop ? { top: '1' } : {},
    ports: Object.fromEntries([...ports('input', inputs), ...ports('output', outputs)]),
    cells: Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, jsonCell(cell)])),
    netnames: Object.fromEntries(Object.entries(nets).map(([name, bits]) => [name, { hide_name: 0, bits }])),
  };
}

function jsonCell([type, pins, parameters = {}]: TestCell): object {
  const entries = Object.entries(pins).map(([pin, nets]) => ({
    pin: pin.replace('>', ''),
    direction: pin.endsWith('>') ? 'output' : 'input',
    bits: Array.isArray(nets) ? nets : [nets],
  }));
  return {
    type,
    parameters,
    port_directions: Object.fromEntries(entries.map(({ pin, direction }) => [pin, direction])),
    connections: Object.fromEntries(entries.map(({ pin, bits }) => [pin, bits])),
  };
}
