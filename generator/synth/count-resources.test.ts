import { describe, expect, test } from 'vitest';
import { countResources } from './count-resources.ts';
import { familyTable } from './families.ts';
import { parseNetlist } from './netlist.ts';
import { type TestModule, testNetlist } from './support/test-netlist.ts';

const cells = (...types: readonly string[]): TestModule => ({
  cells: Object.fromEntries(types.map((type, index) => [`c${index}`, [type, {}]])),
});

describe('countResources', () => {
  test.each([
    ['xilinx_7', ['LUT6', 'LUT1', 'RAM32M', 'RAM64X1D', 'SRLC32E'], { lut: 9 }],
    [
      'xilinx_7',
      ['RAMB36E1', 'RAMB18E1', 'DSP48E1', 'CARRY4', 'MUXF7', 'FDRE'],
      { bram: 1.5, dsp: 1, ff: 1 },
    ],
    [
      'xilinx_ultrascale_plus',
      ['URAM288', 'RAMB18E2', 'RAM64M8', 'DSP48E2'],
      { uram: 1, bram: 0.5, lut: 8, dsp: 1 },
    ],
    ['cyclone_v', ['MISTRAL_ALUT6', 'MISTRAL_ALUT5', 'MISTRAL_ALUT2', 'MISTRAL_ALUT_ARITH'], { lut: 3 }],
    [
      'cyclone_v',
      ['MISTRAL_MUL18X18', 'MISTRAL_MUL18X18', 'MISTRAL_MUL18X18', 'MISTRAL_MUL27X27'],
      { dsp: 3 },
    ],
    [
      'cyclone_v',
      ['MISTRAL_MUL9X9', 'MISTRAL_MUL9X9', 'MISTRAL_MUL9X9', 'MISTRAL_M10K'],
      { dsp: 1, bram: 1 },
    ],
    ['ecp5', ['LUT4', 'CCU2C', 'TRELLIS_DPR16X4', 'PFUMX', 'L6MUX21', 'TRELLIS_FF'], { lut: 9, ff: 1 }],
    ['ecp5', ['DP16KD', 'PDPW16KD', 'MULT18X18D'], { bram: 2, dsp: 1 }],
    ['gowin', ['LUT4', 'LUT1', 'ALU', 'RAM16SDP2', 'MUX2_LUT5', 'DFFRE', 'GND'], { lut: 9, ff: 1 }],
    ['gowin', ['SDPX9', 'SPX9', 'DP'], { bram: 3 }],
    ['ice40', ['SB_LUT4', 'SB_CARRY', 'SB_DFFESR', 'SB_RAM40_4K'], { lut: 1, ff: 1, bram: 1 }],
  ] as const)('%s: %j', (family, types, expected) => {
    const { total } = countResources(testNetlist({ top: cells(...types) }), familyTable(family));
    expect(total).toEqual({ lut: 0, ff: 0, bram: 0, uram: 0, dsp: 0, ...expected });
  });

  test('gives each module with all inside it, and how often it is there', () => {
    const {
      total,
      modules,
      cells: counted,
    } = countResources(
      testNetlist({
        top: { cells: { a: ['row', {}], b: ['row', {}], l: ['SB_LUT4', {}] } },
        row: { cells: { x: ['lane', {}], y: ['lane', {}], z: ['lane', {}], f: ['SB_DFF', {}] } },
        lane: cells('SB_LUT4', 'SB_DFF'),
        unused: cells('SB_LUT4'),
      }),
      familyTable('ice40'),
    );
    expect(total).toMatchObject({ lut: 7, ff: 8 });
    expect(modules).toMatchObject({
      lane: { lut: 1, ff: 1, instances: 6 },
      row: { lut: 3, ff: 4, instances: 2 },
      top: { lut: 7, ff: 8, instances: 1 },
    });
    expect(Object.keys(modules)).not.toContain('unused');
    expect(counted).toEqual({ SB_DFF: 8, SB_LUT4: 7 });
  });

  test('tells the variants of a module apart by their parameters', () => {
    const variant = (width: string) => ({
      attributes: { hdlname: '\\add' },
      parameter_default_values: { W: width },
      cells: { f: { type: 'SB_DFF' } },
    });
    const netlist = parseNetlist(
      {
        modules: {
          a: variant('00001000'),
          b: variant('00010000'),
          top: { attributes: { top: '1' }, cells: { u: { type: 'a' }, v: { type: 'b' } } },
        },
      },
      'variants',
    );
    expect(Object.keys(countResources(netlist, familyTable('ice40')).modules)).toEqual([
      'add(W=8)',
      'add(W=16)',
      'top',
    ]);
  });

  test('refuses a cell of another family', () => {
    expect(() => countResources(testNetlist({ top: cells('LUT6') }), familyTable('ice40'))).toThrow(
      'cell c0 of module top is of a type that the table of ice40 does not have, received "LUT6"',
    );
  });
});
