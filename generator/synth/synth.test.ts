import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ToolError } from '../errors.ts';
import { missingTool, TEST_CACHE } from './support/fixture-run.ts';
import { checkRtl, estimateError, synthesise } from './synth.ts';

const LANE = `\`default_nettype none
module lane (
  input wire clk_i,
  input wire [7:0] x_i,
  output reg [7:0] y_o
);
  always @(posedge clk_i) y_o <= y_o + x_i;
endmodule
\`default_nettype wire
`;
const TOP = `\`default_nettype none
module top (
  input wire clk_i,
  input wire [7:0] x_i,
  output wire [7:0] y_o
);
  wire [7:0] sum;
  lane u_first (.clk_i(clk_i), .x_i(x_i), .y_o(sum));
  lane u_second (.clk_i(clk_i), .x_i(sum), .y_o(y_o));
endmodule
\`default_nettype wire
`;

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'fpga-gen-synth-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function buildFolder(
  design: Readonly<Record<string, unknown>> = {},
  files: Readonly<Record<string, string>> = { lane: LANE, top: TOP },
): Promise<string> {
  const dir = await mkdtemp(join(scratch, 'a build '));
  await mkdir(join(dir, 'rtl'));
  const names = Object.keys(files).map((name) => `rtl/${name}.v`);
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, `rtl/${name}.v`), text);
  await writeFile(join(dir, 'rtl/filelist.f'), names.join('\n'));
  const document = { board: 'icebreaker', family: 'ice40', clock_hz: 12e6, top: 'top', ...design };
  await writeFile(join(dir, 'design.json'), JSON.stringify(document));
  return dir;
}

const noYosys = await missingTool('yosys');
const noNextpnr = await missingTool('nextpnr-ice40', 'icepack');
const noCheckers = await missingTool('verilator', 'iverilog', 'yosys');

describe.skipIf(noYosys)('synthesise', () => {
  test('gives resources, levels, timing and modules of a build folder', async () => {
    const dir = await buildFolder({
      resources: { lut: { used: 20 }, ff: 16, dsp: 0 },
      unit_resources: { lane: { lut: 20, ff: 16 } },
    });
    const result = await synthesise({ dir, cacheDir: TEST_CACHE });
    expect(result).toMatchObject({
      tool: 'yosys',
      version: expect.stringMatching(/^\d+\.\d+/),
      family: 'ice40',
      grade: 'up5k',
      flatten: true,
      resources: { lut: 16, ff: 16, bram: 0, uram: 0, dsp: 0 },
      units: { lut: 'LUT4', bram: 'SB_RAM40_4K' },
      estimate_error: { lut: 0.25, ff: 0, dsp: null },
      unit_errors: { lane: { lut: 0.25, ff: 0 } },
      logic_levels: { levels: 1 },
      modules: { lane: { lut: 8, ff: 8, instances: 2 }, top: { lut: 16, ff: 16, instances: 1 } },
    });
    expect(result).not.toHaveProperty('fmax_hz');
    // 1391; four loads 1860 + 2·140; I1 609, or I0 675; six bits of 69.5 + 278; to the LUT 732; I3 874; −53.
    const expected = 1391 + 2140 + 609 + 6 * (69.5 + 278) + 732 + 874 - 53;
    expect(result.timing.nanoseconds).toBeGreaterThan(expected / 1000 - 0.001);
    expect(result.timing.nanoseconds).toBeLessThan((expected + 675 - 609) / 1000 + 0.001);
    expect(result.timing.error_band).toBe(0.25);
    expect(result.timing.path.at(-1)?.at).toBeCloseTo(result.timing.nanoseconds, 2);
    const kept = await synthesise({ dir, flatten: false, cacheDir: TEST_CACHE });
    expect(Math.abs(kept.timing.nanoseconds - result.timing.nanoseconds)).toBeLessThan(
      (675 - 609 + 1) / 1000,
    );
    expect(kept.resources).toEqual(result.resources);
  }, 60_000);

  test.skipIf(noNextpnr)(
    'places and routes for iCE40',
    async () => {
      const dir = await buildFolder();
      const result = await synthesise({ dir, tool: 'nextpnr', cacheDir: TEST_CACHE });
      const routed = 1e9 / (result.fmax_hz ?? Number.NaN);
      expect(result.tool).toBe('nextpnr');
      expect(Math.abs(result.timing.nanoseconds / routed - 1)).toBeLessThan(result.timing.error_band);
      expect(result.utilisation?.['ICESTORM_LC']?.used).toBeGreaterThanOrEqual(16);
      expect(result.files.bitstream).toMatch(/\.bin$/);
    },
    60_000,
  );

  test('nextpnr is for iCE40 only', async () => {
    const dir = await buildFolder({ family: 'ecp5', board: 'ulx3s-85f' });
    await expect(synthesise({ dir, tool: 'nextpnr', cacheDir: TEST_CACHE })).rejects.toThrow(
      '--tool nextpnr is for iCE40 boards only, received "ulx3s-85f (ecp5)"',
    );
  });

  test('asks for the device of an iCE40 board that does not say it', async () => {
    const dir = await buildFolder({ board: 'mine' });
    await expect(synthesise({ dir, cacheDir: TEST_CACHE })).rejects.toThrow(
      'design.json: device must be one of hx8k, up5k for a board whose name and part do not say, received "mine"',
    );
  });

  test('an error of yosys is told in its own words', async () => {
    const dir = await buildFolder({}, { top: 'module top (input wire a; endmodule\n' });
    const failure = await synthesise({ dir, cacheDir: scratch }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ToolError);
    expect(failure).toMatchObject({ tool: 'yosys', toolExitCode: 1 });
    expect(String(failure)).toMatch(/yosys failed with exit code 1: rtl\/top\.v:1: ERROR: syntax error/);
  });

  test('a netlist that yosys has damaged is an error', async () => {
    // ice40_dsp of yosys 0.23 drives these outputs twice and then calls them undefined.
    const damaged = `module top (input clk, input [31:0] a, output reg [31:0] y);
  reg [15:0] x, z; reg [31:0] p;
  always @(posedge clk) begin x <= a[15:0]; z <= a[31:16]; p <= x * z; y <= p; end
endmodule
`;
    const dir = await buildFolder({}, { top: damaged });
    const run = synthesise({ dir, cacheDir: scratch });
    // A later yosys may have mended it.
    await run.catch((error: unknown) => expect(String(error)).toContain('Driver-driver conflict'));
  }, 60_000);
});

describe.skipIf(noCheckers)('checkRtl', () => {
  test('finds nothing in good Verilog', async () => {
    expect(await checkRtl(await buildFolder())).toEqual([]);
  }, 60_000);

  test('gives the complaints of all three tools', async () => {
    const bad = TOP.replace('wire [7:0] sum;', 'wire [6:0] sum;').replace('.x_i(x_i)', '.x_i(nothing)');
    const warnings = await checkRtl(await buildFolder({}, { lane: LANE, top: bad }));
    expect([...new Set(warnings.map(({ tool }) => tool))]).toEqual(['verilator', 'iverilog', 'yosys']);
    expect(warnings.map(({ message }) => message).join('\n')).toContain('nothing');
  }, 60_000);

  test('can be asked of one tool', async () => {
    expect(await checkRtl(await buildFolder(), { tools: ['iverilog'] })).toEqual([]);
  });
});

test('estimateError compares with the tool’s figure', () => {
  const figures = { lut: 80, ff: 0, bram: 2, uram: 0, dsp: 0 };
  expect(estimateError({ lut: 100, ff: 3, bram: 2, other: 7 }, figures)).toEqual({
    lut: 0.25,
    ff: null,
    bram: 0,
  });
});
