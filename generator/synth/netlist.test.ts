import { describe, expect, test } from 'vitest';
import { parseNetlist } from './netlist.ts';

const module = {
  attributes: { top: '00000000000000000000000000000001' },
  ports: {},
  cells: {},
  netnames: {},
};

describe('parseNetlist', () => {
  test('keeps what was synthesised and drops the black boxes of the library', () => {
    const netlist = parseNetlist(
      {
        creator: 'Yosys 0.23',
        modules: {
          LUT4: { attributes: { blackbox: '00000000000000000000000000000001' }, cells: {} },
          '$paramod\\add\\W=8': { attributes: { hdlname: '\\add' }, parameter_default_values: { W: '1000' } },
          top: {
            ...module,
            ports: { y: { direction: 'output', bits: [2, '0'] } },
            cells: {
              u: {
                type: 'LUT4',
                parameters: { INIT: '0110' },
                port_directions: { Z: 'output' },
                connections: { Z: [2] },
              },
            },
            netnames: { y: { hide_name: 0, bits: [2, '0'] }, $1: { hide_name: 1, bits: [2] } },
          },
        },
      },
      'a.json',
    );
    expect([...netlist.modules.keys()]).toEqual(['$paramod\\add\\W=8', 'top']);
    expect(netlist.modules.get('$paramod\\add\\W=8')?.sourceName).toBe('add');
    expect(netlist.top.cells).toEqual([
      {
        name: 'u',
        type: 'LUT4',
        parameters: { INIT: '0110' },
        directions: { Z: 'output' },
        connections: { Z: [2] },
      },
    ]);
    expect(netlist.top.ports.get('y')).toEqual({ direction: 'output', bits: [2, '0'] });
    expect(netlist.top.netNames.map(({ name, visible }) => [name, visible])).toEqual([
      ['y', true],
      ['$1', false],
    ]);
  });

  test.each([
    [null, 'a.json must be an object, as `write_json` of yosys writes it, received null'],
    [{}, 'a.json: modules must be an object'],
    [{ modules: { a: { attributes: {} } } }, 'a.json has no module with the attribute `top`, received ["a"]'],
    [{ modules: { a: { ...module, cells: { c: {} } } } }, 'a.json: module a: cell c has no type'],
    [
      { modules: { a: { ...module, ports: { p: { direction: 'up', bits: [] } } } } },
      'a.json: module a: port p has no direction, received "up"',
    ],
    [
      { modules: { a: { ...module, netnames: { n: { bits: [{}] } } } } },
      'a.json: module a: net n must be a list of net numbers and constants',
    ],
  ])('refuses what yosys does not write: %j', (document, message) => {
    expect(() => parseNetlist(document, 'a.json')).toThrow(message);
  });
});
