import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../../testbenches/support/requirements.ts';
import { runCli } from '../../testbenches/support/run-cli.ts';
import { synthResultSchema } from '../schema/synth.ts';

describeWith({ tools: ['yosys'] }, 'fpga-gen synth', () => {
  /** As much of a build folder as synthesis reads, with a counter for a design. */
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fpga-gen-synth-'));
    mkdirSync(join(folder, 'rtl'));
    const design = { board: 'ice40-hx8k', family: 'ice40', clock_hz: 12e6, top: 'counter' };
    writeFileSync(join(folder, 'design.json'), JSON.stringify(design));
    writeFileSync(join(folder, 'rtl/filelist.f'), 'rtl/counter.v\n');
    writeFileSync(
      join(folder, 'rtl/counter.v'),
      "module counter (input clk_i, output reg [7:0] q_o);\n  always @(posedge clk_i) q_o <= q_o + 8'd1;\nendmodule\n",
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('prints the published JSON', async () => {
    const { exitCode, stdout, stderr } = await runCli(['synth', folder, '--json'], { cwd: folder });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const result = synthResultSchema.parse(JSON.parse(stdout));
    expect(result).toMatchObject({ tool: 'yosys', top: 'counter', resources: { ff: 8 } });
  });

  test('prints a table for people', async () => {
    const { exitCode, stdout } = await runCli(['synth', folder], { cwd: folder });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^FF {8}8$/m);
  });

  test('refuses a folder that is no build', async () => {
    const { exitCode, stderr } = await runCli(['synth', join(folder, 'rtl')], { cwd: folder });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('give the folder that `fpga-gen build -o` made');
  });
});
