import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lintModule } from '../../support/lint.ts';
import { measureUnit } from '../../support/measure-unit.ts';
import { describeWith } from '../../support/requirements.ts';
import { runUnit, type Simulator } from '../../support/run-unit.ts';
import {
  LOOKUP_SOURCES,
  type LookupCase,
  type LookupDesign,
  lookupCases,
  lookupParameters,
  lookupPorts,
  playLookup,
} from './play.ts';

async function check(each: LookupCase, simulator: Simulator): Promise<number> {
  const { run, expected } = playLookup(each);
  const cycles = Math.max(run.stimulus.length, ...expected.map(({ cycle }) => cycle)) + 4;
  const beats = await runUnit({ ...run, cycles, enableSeed: each.enableSeed, simulator });
  expect(beats).toEqual(expected);
  return expected.length;
}

describeWith({ tools: ['iverilog'] }, 'lookup_array in Icarus Verilog', () => {
  test('beats of random designs are those of timing and math', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    let beats = 0;
    await fc.assert(
      fc.asyncProperty(lookupCases, async (each) => {
        beats += await check(each, 'icarus');
      }),
      { numRuns: 40, seed },
    );
    console.info(`lookup_array: 40 designs, ${beats} beats in Icarus Verilog, seed ${seed}`);
  }, 300_000);
});

const small: LookupDesign = {
  rows: 4,
  lanes: 16,
  words: 3,
  tiles: 5,
  activationBits: 8,
  accShift: 2,
  levels: 3,
  planes: 1,
  weightDelay: 1,
};
/** The sizes of a BitNet whose feed-forward is 256 wide: eight words a vector; up to sixteen tiles a matrix. */
const large: LookupDesign = { ...small, rows: 32, lanes: 32, words: 8, tiles: 16, accShift: 0, planes: 0 };

describeWith({ tools: ['verilator'] }, 'lookup_array in Verilator', () => {
  test('beats are those of timing and math', async () => {
    const operations = (['identity', 'ternary', 'digits', 'ternary'] as const).map((kind, index) => ({
      kind,
      newVector: index === 2,
      words: 3,
      tiles: 5,
      gap: 0,
    }));
    expect(await check({ design: small, operations, seed: 3, enableSeed: 5 }, 'verilator')).toBe(20);
  }, 60_000);
});

describeWith({ tools: ['verilator', 'iverilog', 'yosys'] }, 'the Verilog of lookup_array', () => {
  test.each([
    small,
    {
      ...small,
      rows: 1,
      lanes: 1,
      words: 1,
      tiles: 1,
      activationBits: 16,
      planes: 0,
      accShift: 0,
      levels: 1,
    },
    { ...small, rows: 8, lanes: 8, weightDelay: 0, planes: 0, levels: 1 },
  ] as const)(
    'is clean, %#',
    async (design) => {
      expect(await lintModule(LOOKUP_SOURCES, 'lookup_array', lookupParameters(design, 40))).toEqual([]);
    },
    30_000,
  );
});

describeWith({ tools: ['yosys'] }, 'lookup_array of 32 rows on a KV260 by yosys', () => {
  test.each([
    { design: large, what: 'of trits', most: 7 },
    { design: { ...large, planes: 1 } as const, what: 'with an int8 head', most: 7.5 },
  ])(
    'takes at most $most LUTs a ternary MAC, whole array $what',
    async ({ design, what, most }) => {
      const { rows, lanes } = design;
      const parameters = { ...lookupParameters(design, 1024), ACC_BITS: 18 };
      const { inputs, payload, addresses, memories } = lookupPorts(design, parameters);
      const { lut, ff } = await measureUnit('xilinx_ultrascale_plus', {
        top: 'lookup_array',
        sources: LOOKUP_SOURCES,
        parameters,
        inputs: [...inputs, ...memories],
        capture: [{ stream: 'acc', valid: 'acc_valid_o', payload: [...payload, ...addresses] }],
      });
      const each = lut / (rows * lanes);
      console.info(
        `lookup_array ${rows} × ${lanes} ${what}: ${each.toFixed(2)} LUTs a MAC, ${ff} flip-flops`,
      );
      expect(each).toBeLessThanOrEqual(most);
    },
    300_000,
  );
});
