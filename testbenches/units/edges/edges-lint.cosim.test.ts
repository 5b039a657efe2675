import { expect, test } from 'vitest';
import { lintModule } from '../../support/lint.ts';
import { describeWith } from '../../support/requirements.ts';
import { unitSources } from '../../support/unit-sources.ts';
import { ODD_DESIGN, ONE_BLOCK_DESIGN, SLOTS_DESIGN, SMALL_DESIGN } from './designs.ts';
import { edgeSources } from './sources.ts';

/** The largest vocabulary and the widest formats. */
const LARGE_DESIGN = {
  ...SMALL_DESIGN,
  vocabulary: 128_256,
  context: 4096,
  tokenBits: 17,
  positionBits: 12,
  topKBits: 17,
  tdataBits: 24,
  tdataMsb: 23,
  scaleBits: 16,
  headMantissa: 32_768,
  headShift: -3,
};

describeWith({ tools: ['verilator', 'iverilog', 'yosys'] }, 'the edges are clean under', () => {
  for (const [name, view] of [
    ['a small design', SMALL_DESIGN],
    ['an odd design', ODD_DESIGN],
    ['a large design', LARGE_DESIGN],
    ['four token slots', SLOTS_DESIGN],
    ['a single block', ONE_BLOCK_DESIGN],
  ] as const) {
    test.each(['axi', 'uart'] as const)(`every linter, ${name} with %s`, async (top) => {
      expect(await lintModule(edgeSources(top, view), `fpga_gen_${top}`, {})).toEqual([]);
    });
  }

  test.each([
    ['token_queue', { WIDTH: 1, DEPTH: 2, FALL_THROUGH: 1 }],
    ['temperature_fold', { SCALE_BITS: 4, HEAD_MANTISSA: 15, HEAD_SHIFT: -100 }],
    ['sequence_controls', { TOKEN_BITS: 24, POSITION_BITS: 24, TOP_K_BITS: 24, VOCABULARY: 1 }],
    ['step_control', { TOKEN_BITS: 1, POSITION_BITS: 1, CONTEXT: 1, OUTPUT_DEPTH: 2, CODE_BITS: 4 }],
    ['performance_counters', { ENABLED: 0 }],
    ['axi_lite_registers', { ADDRESS_BITS: 3 }],
    ['reset_synchroniser', { STAGES: 4 }],
    ['uart_rx', { DIVISOR: 65535 }],
    ['uart_tx', { DIVISOR: 4 }],
    ['byte_fifo', { ADDRESS_BITS: 2 }],
    ['uart_commands', { TDATA_BITS: 24 }],
    ['uart_messages', { TDATA_BITS: 24 }],
  ])('every linter, %s at the ends of its ranges', async (unit, parameters) => {
    expect(await lintModule(unitSources(unit), unit, parameters)).toEqual([]);
  });
});
