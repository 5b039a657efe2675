import { describe, expect, test } from 'vitest';
import { familyTable } from './families.ts';
import type { Netlist, NetlistCell, NetlistModule } from './netlist.ts';
import { type TestCell, testNetlist } from './support/test-netlist.ts';
import { walkTiming } from './timing-walk.ts';

const hx = familyTable('ice40', 'hx8k');
const us = familyTable('xilinx_ultrascale_plus', '-1');

const ff = (d: number, q: number): TestCell => ['SB_DFF', { C: 1, D: d, 'Q>': q }];
const lut = (output: number, ...inputs: readonly number[]): TestCell => [
  'SB_LUT4',
  { ...Object.fromEntries(inputs.map((net, index) => [`I${index}`, net])), 'O>': output },
];

function withTop(netlist: Netlist, top: NetlistModule): Netlist {
  return { ...netlist, top, modules: new Map([[top.name, top]]) };
}

describe('walkTiming', () => {
  test('adds clock to output, nets, cells and setup, and names both ends', () => {
    const netlist = testNetlist({
      top: {
        inputs: { clk: [1] },
        cells: { a: ff(9, 2), first: lut(3, 2), second: lut(4, 3), b: ff(4, 5) },
        nets: { a_q: [2], sum_q: [5] },
      },
    });
    const walk = walkTiming(netlist, hx);
    // 540 to Q; net of one load 640; I0 449; net 640; I0 449; into the flip-flop behind the LUT 21.
    expect(walk.nanoseconds).toBe(2.739);
    expect(walk).toMatchObject({ levels: 2, from: 'a_q', to: 'sum_q/D', errorBand: 0.25 });
    expect(walk.path.map(({ cell, type, incr, at }) => `${cell} ${type} ${incr} ${at}`)).toEqual([
      'a SB_DFF 0.54 0.54',
      'a_q net (fo=1) 0.64 1.18',
      'first SB_LUT4 0.449 1.629',
      'net 3 net (fo=1) 0.64 2.269',
      'second SB_LUT4 0.449 2.718',
      'b SB_DFF D setup 0.021 2.739',
    ]);
  });

  test('begins at input ports too, and ends at no output port', () => {
    const netlist = testNetlist({
      top: {
        inputs: { clk: [1], d: [2] },
        outputs: { y: [6] },
        cells: { one: lut(3, 2), b: ff(3, 4), out: lut(5, 4), more: lut(6, 5) },
      },
    });
    // 640 + 449 + 21 from the port; the longer way from b to y is another block's matter.
    expect(walkTiming(netlist, hx).nanoseconds).toBe(1.11);
  });

  test('a design without registers has no path', () => {
    const netlist = testNetlist({
      top: { inputs: { d: [2] }, outputs: { y: [3] }, cells: { one: lut(3, 2) } },
    });
    expect(walkTiming(netlist, hx)).toMatchObject({ nanoseconds: 0, levels: 0, path: [] });
  });

  test('more loads make a net slower, and a LUT with another load is not in its flip-flop’s cell', () => {
    const netlist = testNetlist({
      top: {
        inputs: { clk: [1] },
        cells: { a: ff(9, 2), one: lut(3, 2), two: lut(4, 2), b: ff(3, 5), c: ff(3, 6), d: ff(4, 7) },
      },
    });
    // 540; two loads 640 + 55; 449; two loads 695; through the LUT of b 449; 21.
    expect(walkTiming(netlist, hx).nanoseconds).toBe(2.849);
  });

  test('counts a carry chain as one level and carries its delay per bit', () => {
    const bits = [0, 1, 2, 3];
    const cells: Record<string, TestCell> = { a: ff(90, 2), b: ff(30, 31) };
    for (const bit of bits) {
      cells[`carry${bit}`] = ['SB_CARRY', { I0: 2, I1: 2, CI: bit === 0 ? '0' : 10 + bit, 'CO>': 11 + bit }];
    }
    cells['sum'] = ['SB_LUT4', { I3: 14, 'O>': 30 }];
    const walk = walkTiming(testNetlist({ top: { inputs: { clk: [1] }, cells } }), hx);
    // Eight loads: 640 + 3·55. I0 259, three bits of 24.5 + 126, to the LUT 284, I3 316, D 21.
    const expected = 540 + 640 + 3 * 55 + 259 + 3 * (24.5 + 126) + 284 + 316 + 21;
    expect(walk.nanoseconds).toBeCloseTo(expected / 1000, 2);
    expect(walk.levels).toBe(1);
  });

  test('a flat and a hierarchical netlist of one circuit have one answer', () => {
    const flat = testNetlist({
      top: { inputs: { clk: [1] }, cells: { a: ff(9, 2), x: lut(3, 2), y: lut(4, 3), b: ff(4, 5) } },
    });
    const deep = testNetlist({
      top: {
        inputs: { clk: [1] },
        cells: { a: ff(9, 2), u: ['stage', { i: 2, 'o>': 3 }], v: ['stage', { i: 3, 'o>': 4 }], b: ff(4, 5) },
      },
      stage: { inputs: { i: [7] }, outputs: { o: [8] }, cells: { inner: ['wrap', { i: 7, 'o>': 8 }] } },
      wrap: { inputs: { i: [2] }, outputs: { o: [3] }, cells: { l: lut(3, 2) } },
    });
    expect(walkTiming(deep, hx).nanoseconds).toBe(walkTiming(flat, hx).nanoseconds);
    expect(walkTiming(deep, hx).path.map(({ cell }) => cell)).toContain('v.inner.l');
  });

  test('a module that only passes a net on is a wire', () => {
    const netlist = testNetlist({
      top: { inputs: { clk: [1] }, cells: { a: ff(9, 2), u: ['pass', { i: 2, 'o>': 3 }], b: ff(3, 5) } },
      pass: { inputs: { i: [4] }, outputs: { o: [4] }, cells: {} },
    });
    expect(walkTiming(netlist, hx).nanoseconds).toBe((540 + 640 + 449 + 21) / 1000);
  });

  test('the deepest path need not be the slowest', () => {
    const cells: Record<string, TestCell> = { a: ff(9, 2), b: ff(23, 30), c: ff(40, 41) };
    // Three LUTs by their fast input against two by their slow one and a chain of thirty.
    for (const step of [0, 1, 2])
      cells[`fast${step}`] = ['SB_LUT4', { I3: step === 0 ? 2 : 20 + step, 'O>': 21 + step }];
    for (let bit = 0; bit < 30; bit++) {
      cells[`carry${bit}`] = [
        'SB_CARRY',
        { I0: bit === 0 ? 2 : '1', CI: bit === 0 ? '0' : 49 + bit, 'CO>': 50 + bit },
      ];
    }
    cells['sum'] = ['SB_LUT4', { I3: 79, 'O>': 40 }];
    const walk = walkTiming(testNetlist({ top: { inputs: { clk: [1] }, cells } }), hx);
    expect(walk.levels).toBe(1);
    expect(walk.deepest).toMatchObject({ levels: 3, to: 'net 30/D' });
  });

  test('a DSP is as its registers are', () => {
    const dsp = (parameters: Readonly<Record<string, string>>) =>
      walkTiming(
        testNetlist({
          top: {
            inputs: { clk: [1] },
            cells: {
              a: ['FDRE', { C: 1, D: 9, CE: '1', R: '0', 'Q>': 2 }],
              d: ['DSP48E2', { CLK: 1, A: [2, '0'], B: [2, '0'], 'P>': [3, 4] }, parameters],
              b: ['FDRE', { C: 1, D: 3, CE: '1', R: '0', 'Q>': 5 }],
              c: ['FDRE', { C: 1, D: 4, CE: '1', R: '0', 'Q>': 6 }],
            },
          },
        }),
        us,
      ).nanoseconds;
    const register = '00000000000000000000000000000001';
    // Two loads of a: 260 + 30. Without registers the whole block; then ever less of it.
    expect(dsp({})).toBeCloseTo((96 + 290 + 1923 + 260 - 27) / 1000, 3);
    expect(dsp({ PREG: register })).toBeCloseTo((96 + 290 + 1772) / 1000, 3);
    expect(dsp({ AREG: register, BREG: register })).toBeCloseTo((2031 + 260 - 27) / 1000, 3);
    expect(dsp({ MREG: register })).toBeCloseTo((96 + 290 + 1080) / 1000, 3);
    expect(dsp({ AREG: register, BREG: register, PREG: register })).toBeCloseTo(1880 / 1000, 3);
    expect(dsp({ AREG: register, BREG: register, MREG: register, PREG: register })).toBeCloseTo(
      1190 / 1000,
      3,
    );
  });

  test('a LUT RAM is read without a clock and written with one', () => {
    const netlist = testNetlist({
      top: {
        inputs: { clk: [1], data: [20], write: [21] },
        cells: {
          a: ['TRELLIS_FF', { CLK: 1, DI: 9, 'Q>': 2 }],
          ram: [
            'TRELLIS_DPR16X4',
            {
              WCK: 1,
              WRE: 21,
              DI: [20, '0', '0', '0'],
              WAD: ['0', '0', '0', '0'],
              RAD: [2, '0', '0', '0'],
              'DO>': [3, 4, 5, 6],
            },
          ],
          b: ['LUT4', { A: 3, 'Z>': 7 }],
          c: ['TRELLIS_FF', { CLK: 1, DI: 7, 'Q>': 8 }],
        },
      },
    });
    expect(walkTiming(netlist, familyTable('ecp5')).nanoseconds).toBeCloseTo(
      (525 + 750 + 236 + 750 + 236 + 0) / 1000,
      3,
    );
  });

  test('names a combinational loop', () => {
    const netlist = testNetlist({
      top: {
        inputs: { clk: [1], d: [9] },
        cells: { x: lut(2, 9, 4), y: lut(3, 2), z: lut(4, 3), b: ff(4, 5) },
      },
    });
    expect(() => walkTiming(netlist, hx)).toThrow(
      /module top has a combinational loop: put a register into it, received "\w \(SB_LUT4\) → \w \(SB_LUT4\) → \w \(SB_LUT4\)"/,
    );
  });

  test('a register breaks a loop', () => {
    const netlist = testNetlist({ top: { inputs: { clk: [1] }, cells: { x: lut(2, 3), b: ff(2, 3) } } });
    expect(walkTiming(netlist, hx).nanoseconds).toBe((540 + 640 + 449 + 21) / 1000);
  });

  test('refuses a cell or a pin that its table does not know', () => {
    const unknown = testNetlist({ top: { cells: { x: ['SB_NEW', {}] } } });
    expect(() => walkTiming(unknown, hx)).toThrow(
      'cell x is of a type that the table of ice40 does not have, received "SB_NEW"',
    );
    const pin = testNetlist({ top: { cells: { x: ['SB_LUT4', { I7: 2, 'O>': 3 }] }, inputs: { d: [2] } } });
    expect(() => walkTiming(pin, hx)).toThrow('received "SB_LUT4.I7"');
  });

  test('a module that contains itself is refused', () => {
    const netlist = testNetlist({
      top: { cells: { u: ['again', {}] } },
      again: { cells: { u: ['again', {}] } },
    });
    expect(() => walkTiming(netlist, hx)).toThrow('module again must not contain itself');
  });

  test('walks 200,000 cells in seconds', () => {
    const stage = 1000;
    const directions = {
      D: 'input',
      C: 'input',
      I0: 'input',
      I1: 'input',
      I2: 'input',
      I3: 'input',
      Q: 'output',
      O: 'output',
    };
    const cells = Array.from({ length: 200 * stage }, (_, cell): NetlistCell => {
      const output = 10 + cell;
      const first = output - (cell % stage);
      const input = (back: number) => [output - back < first ? 3 : output - back];
      const isLast = cell % stage === stage - 1;
      const connections: NetlistCell['connections'] = isLast
        ? { C: [1], D: input(1), Q: [output] }
        : { I0: input(1), I1: input(7), I2: input(50), I3: input(13), O: [output] };
      return {
        name: `l${cell}`,
        type: isLast ? 'SB_DFF' : 'SB_LUT4',
        parameters: {},
        directions,
        connections,
      };
    });
    const small = testNetlist({ top: { inputs: { clk: [1] }, cells: { start: ff(2, 3) } } });
    const netlist = withTop(small, { ...small.top, cells: [...small.top.cells, ...cells] });
    // Of this process, for the machine may be busy with others.
    const before = process.cpuUsage();
    const walk = walkTiming(netlist, hx);
    const { user, system } = process.cpuUsage(before);
    const seconds = (user + system) / 1e6;
    console.info(`200,000 cells walked in ${seconds.toFixed(1)} CPU seconds`);
    expect(walk.levels).toBe(stage - 1);
    expect(seconds).toBeLessThan(10);
  });
});
