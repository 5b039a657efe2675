import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DoesNotFitError } from '../errors.ts';
import { parseReport, runNextpnr } from './nextpnr.ts';
import { runYosys } from './run-yosys.ts';
import { missingTool, TEST_CACHE } from './support/fixture-run.ts';

describe('parseReport', () => {
  test('takes the slowest clock and the slowest path between registers', () => {
    const path = (from: string, ...delays: readonly number[]) => ({
      from,
      to: 'posedge clk',
      path: delays.map((delay) => ({ type: 'logic', delay, from: {}, to: {} })),
    });
    const report = {
      fmax: { clk: { achieved: 50, constraint: 12 }, slow: { achieved: 20.5, constraint: 12 } },
      critical_paths: [path('posedge clk', 1, 2), path('posedge clk', 4), path('<async>', 9)],
      utilization: { ICESTORM_LC: { used: 12, available: 7680 } },
    };
    expect(parseReport(report, 'r')).toEqual({
      fmaxHz: 20.5e6,
      criticalPath: [{ type: 'logic', nanoseconds: 4 }],
      utilisation: { ICESTORM_LC: { used: 12, available: 7680 } },
    });
    expect(parseReport({}, 'r')).toEqual({ fmaxHz: null, criticalPath: [], utilisation: {} });
    expect(() => parseReport([], 'r')).toThrow('r must be an object, as nextpnr --report writes it');
  });
});

const skip = await missingTool('yosys', 'nextpnr-ice40', 'icepack');

describe.skipIf(skip)('runNextpnr', () => {
  let scratch = '';
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'fpga-gen-nextpnr-'));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  const netlist = async (verilog: string) => {
    const dir = await mkdtemp(join(scratch, 'design-'));
    await writeFile(join(dir, 'top.v'), verilog);
    const request = {
      dir,
      files: ['top.v'],
      top: 'top',
      family: 'ice40',
      grade: 'up5k',
      flatten: true,
    } as const;
    return (await runYosys({ ...request, cacheDir: TEST_CACHE })).netlistPath;
  };

  test('places, routes and packs, with the pins of a .pcf', async () => {
    const netlistPath = await netlist(
      'module top (input clk, d, output reg q); reg r; always @(posedge clk) begin r <= d; q <= ~r; end endmodule\n',
    );
    const pcfPath = join(scratch, 'pins.pcf');
    await writeFile(pcfPath, 'set_io clk 35\n');
    const request = {
      device: 'up5k',
      netlistPath,
      clockHz: 12e6,
      seed: 3,
      pcfPath,
      cacheDir: scratch,
    } as const;
    const result = await runNextpnr(request);
    expect(result.version).toMatch(/^\d+\.\d+/);
    expect(result.fmaxHz).toBeGreaterThan(12e6);
    expect(result.criticalPath.map(({ type }) => type)).toEqual(['clk-to-q', 'routing', 'setup']);
    expect(result.utilisation['ICESTORM_LC']).toEqual({ used: 4, available: 5280 });
    expect((await stat(result.bitstreamPath ?? '')).size).toBeGreaterThan(50_000);
    expect(await readFile(result.logPath, 'utf8')).toContain('Program finished normally');
    const again = await runNextpnr(request);
    expect(again.fmaxHz).toBe(result.fmaxHz);
  }, 60_000);

  test('a design that is too large does not fit, and says by how much', async () => {
    const netlistPath = await netlist(
      'module top (input clk, input [59:0] d, output reg q); always @(posedge clk) q <= ^d; endmodule\n',
    );
    const failure = await runNextpnr({ device: 'up5k', netlistPath, clockHz: 12e6, cacheDir: scratch }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(DoesNotFitError);
    expect(failure).toMatchObject({ resource: 'SB_IO', needed: 62, available: 39, exitCode: 3 });
    expect(String(failure)).toContain('does not fit: SB_IO needs 62 pins, 39 are available');
  }, 60_000);
});
