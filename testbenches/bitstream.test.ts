import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildDesign } from '../generator/build.ts';
import { packagePath } from '../generator/package-root.ts';
import { synthesise } from '../generator/synth/synth.ts';
import { describeWith } from './support/requirements.ts';

describeWith({ tools: ['yosys', 'nextpnr-ice40', 'icepack'] }, 'the ternary design on an iCE40 HX8K', () => {
  test('is placed and routed to a bitstream at its clock, and the walk is near nextpnr', {
    timeout: 1_200_000,
  }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fpga-gen-bitstream-'));
    try {
      const built = await buildDesign({
        model: packagePath('designs', 'microgpt-ternary', 'model.json'),
        board: 'ice40-hx8k',
        output: join(folder, 'build'),
        force: false,
      });
      const result = await synthesise({ dir: join(folder, 'build'), tool: 'nextpnr' });
      const fmax = result.fmax_hz ?? 0;
      const rate = (built.tokens_per_second * fmax) / built.clock_hz;
      console.log(
        `microgpt-ternary on ice40-hx8k: ${(fmax / 1e6).toFixed(1)} MHz, ${rate.toFixed(0)} tokens/s there, ` +
          `${built.tokens_per_second.toFixed(0)} tokens/s at ${built.clock_hz / 1e6} MHz, ` +
          `${JSON.stringify(result.utilisation?.['ICESTORM_LC'])}`,
      );
      expect(fmax).toBeGreaterThanOrEqual(built.clock_hz);
      const { nanoseconds, error_band } = result.timing;
      expect(Math.abs((nanoseconds * fmax) / 1e9 - 1)).toBeLessThan(error_band);
      expect(statSync(result.files.bitstream ?? '').size).toBeGreaterThan(100_000);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
