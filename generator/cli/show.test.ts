import { expect, test } from 'vitest';
import { buildResultSchema } from '../schema/build.ts';
import { evalResultSchema } from '../schema/eval.ts';
import { simResultSchema } from '../schema/sim.ts';
import { synthResultSchema } from '../schema/synth.ts';
import { verifyResultSchema } from '../schema/verify.ts';
import { buildCommand } from './build.ts';
import { evalCommand } from './eval.ts';
import { simCommand } from './sim.ts';
import { synthCommand } from './synth.ts';
import { verifyCommand } from './verify.ts';

/** The library is not asked: only what people see of a result is tried here. */
const never = (): never => {
  throw new Error('not called');
};

test('build', () => {
  const result = buildResultSchema.parse({
    dir: 'build/demo',
    board: 'kv260',
    clock_hz: 250e6,
    plan: {
      rows: 16,
      lanes: 64,
      array: 'lookup_array',
      token_slots: 1,
      weight_format: 'ternary',
      weight_store: 'lutrom',
      kv_store: 'lutram',
    },
    resources: {
      lut: { used: 12345, available: 117120 },
      ff: { used: 6789, available: 234240 },
      bram: { used: 2, available: 144 },
      uram: { used: 0, available: 64 },
      dsp: { used: 0, available: 0 },
    },
    memory: { weight_bytes: 1048 },
    tokens_per_second: 3_912_345.6,
    time_to_first_token_s: 2.61e-7,
    power_w: null,
    limits: [{ what: 'matmul array', tokens_per_second: 4_000_000 }],
  });
  expect(buildCommand(never).show(result)).toMatchInlineSnapshot(`
    "build/demo: for kv260 at 250 MHz

    array    lookup_array: 16 rows × 64 lanes × 1 token slots
    weights  ternary in lutrom, 1,048 bytes; KV cache in lutram
    speed    3,912,346 tokens/s (estimate), first token after 261 ns

    What limits it:
      matmul array: 4,000,000 tokens/s

    estimate  used    available  share
    ────────  ──────  ─────────  ──────
    LUT       12,345  117,120    10.5 %
    FF        6,789   234,240    2.9 %
    BRAM      2       144        1.4 %
    URAM      0       64         0.0 %
    DSP       0       0"
  `);
});

const cycles = { prefill: 65, decode: [70, 71], total: 206 };

test('sim', () => {
  const result = simResultSchema.parse({
    prompt_tokens: 1,
    tokens: [5, 13, 0],
    text: 'em',
    clock_hz: 250e6,
    cycles,
    time_to_first_token_s: 2.6e-7,
    tokens_per_second: 3_546_099.3,
    stalls: { input: 0, output: 12 },
    elapsed_s: 0.0123,
  });
  const { show } = simCommand(never);
  expect(show(result)).toMatchInlineSnapshot(`
    "em

    tokens     1 in, 3 out
    cycles     206 in all, 65 to the first token
    simulated  3,546,099 tokens/s at 250 MHz, first token after 260 ns
    stalls     output 12 cycles
    elapsed    12.3 ms for the simulation"
  `);
  const noText = show({ ...result, text: '', stalls: {} });
  expect(noText.split('\n')[0]).toBe('5 13 0');
  expect(noText).toContain('stalls     none');
});

test('verify', () => {
  const first_mismatch = {
    unit: 'ternary_matmul',
    stream: 'out',
    cycle: 17,
    signal: 'data',
    expected: '5',
    actual: '4',
  };
  const verilator = {
    name: 'verilator',
    version: '5.006',
    ok: true,
    tokens: [5],
    cycles,
    beats_compared: 12345,
    first_mismatch: null,
  };
  const good = verifyResultSchema.parse({
    ok: true,
    hash_mismatches: [],
    skipped: ['icarus'],
    simulators: [verilator],
    self_test: [{ simulator: 'verilator', corruption: 'one bit of mem/weights.mem', seen: true }],
  });
  const { show, exitCode } = verifyCommand(never);
  expect(show(good)).toMatchInlineSnapshot(`
    "verilator 5.006: 12,345 beats over 206 cycles compared, all equal
    icarus: skipped, it is not installed
    verilator: corrupted one bit of mem/weights.mem: seen
    verified: every beat is equal"
  `);
  expect(exitCode?.(good)).toBe(0);
  const bad = verifyResultSchema.parse({
    ...good,
    ok: false,
    hash_mismatches: ['rtl/top.v'],
    simulators: [{ ...verilator, ok: false, first_mismatch }],
    self_test: [{ simulator: 'verilator', corruption: 'one operator of rtl/top.v', seen: false }],
  });
  expect(show(bad)).toMatchInlineSnapshot(`
    ""rtl/top.v" has changed since the build
    verilator 5.006: DIFFERENT at ternary_matmul, out, cycle 17, data: expected 5, got 4
    icarus: skipped, it is not installed
    verilator: corrupted one operator of rtl/top.v: NOT SEEN
    NOT VERIFIED"
  `);
  expect(exitCode?.(bad)).toBe(1);
});

test('synth', () => {
  const path = { levels: 12, from: 'state_q[3]', to: 'sum_q[17]' };
  const result = synthResultSchema.parse({
    tool: 'nextpnr',
    version: '0.4',
    top: 'top',
    family: 'ice40',
    grade: 'hx8k',
    flatten: true,
    resources: { lut: 12345, ff: 6789, bram: 2, uram: 0, dsp: 0 },
    units: { lut: 'LUT4', ff: 'flip-flop', bram: 'SB_RAM40_4K', uram: null, dsp: null },
    estimate_error: { lut: 0.043, ff: -0.01, bram: 0, uram: null, dsp: null },
    logic_levels: path,
    timing: { nanoseconds: 19.8, error_band: 0.15, ...path, path: [] },
    unit_errors: {},
    modules: {},
    cells: { SB_LUT4: 12345 },
    files: { netlist: 'a.json', log: 'a.log' },
    fmax_hz: 48.3e6,
  });
  expect(synthCommand(never).show(result)).toMatchInlineSnapshot(`
    "nextpnr 0.4

    resource  used    error of the estimate
    ────────  ──────  ─────────────────────
    LUT       12,345  4.3 %
    FF        6,789   -1.0 %
    BRAM      2       0.0 %
    URAM      0
    DSP       0

    longest path: 19.80 ns ± 15.0 % before placement, 12 logic levels
      from state_q[3]
      to sum_q[17]
    clock: up to 48.3 MHz"
  `);
});

test('eval', () => {
  const result = evalResultSchema.parse({
    tokens: 8160,
    float: { perplexity: 4.75 },
    integer: { perplexity: 4.81234 },
    top1_agreement: 0.967,
    kl_divergence: 0.01234,
    by_step: [],
  });
  expect(evalCommand(never).show(result)).toMatchInlineSnapshot(`
    "tokens           8,160
    perplexity       4.7500 in floating point, 4.8123 in integers
    top-1 agreement  96.7 %
    KL divergence    0.0123 nats"
  `);
});
