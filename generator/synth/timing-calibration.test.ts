import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ice40Device } from './families/ice40.ts';
import { familyTable } from './families.ts';
import { runNextpnr } from './nextpnr.ts';
import { runYosys } from './run-yosys.ts';
import { CALIBRATION_CIRCUITS } from './support/calibration-circuits.ts';
import { missingTool, TEST_CACHE } from './support/fixture-run.ts';
import { walkTiming } from './timing-walk.ts';

const ALLOWED = 0.25;

interface Row {
  readonly circuit: string;
  readonly device: Ice40Device;
  readonly levels: number;
  readonly 'walk ns': number;
  readonly 'nextpnr ns': number;
  readonly ratio: number;
}

const skip = await missingTool('yosys', 'nextpnr-ice40');

describe.skipIf(skip)('the walk of the netlist against placement and routing', () => {
  let scratch = '';
  const rows: Row[] = [];
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'fpga-gen-calibration-'));
  });
  afterAll(async () => {
    await rm(scratch, { recursive: true, force: true });
    console.table(rows);
    for (const device of ['hx8k', 'up5k'] as const) {
      const logs = rows.filter((row) => row.device === device).map(({ ratio }) => Math.log(ratio));
      const mean = Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
      console.info(
        `${device}: walk / nextpnr has the geometric mean ${mean.toFixed(3)} over ${logs.length} circuits`,
      );
    }
  });

  test.each(Object.keys(CALIBRATION_CIRCUITS))(
    'is within a quarter of nextpnr on HX8K and UP5K: %s',
    async (circuit) => {
      const dir = await mkdtemp(join(scratch, 'circuit-'));
      await writeFile(join(dir, 'top.v'), CALIBRATION_CIRCUITS[circuit] ?? '');
      // Without DSPs on both devices: nextpnr 0.4 times SB_MAC16 as if it were registered.
      const { netlist, netlistPath } = await runYosys({
        dir,
        files: ['top.v'],
        top: 'top',
        family: 'ice40',
        grade: 'hx8k',
        flatten: true,
        cacheDir: TEST_CACHE,
      });
      for (const device of ['hx8k', 'up5k'] as const) {
        const clockHz = device === 'hx8k' ? 100e6 : 30e6;
        const { fmaxHz } = await runNextpnr({
          device,
          netlistPath,
          clockHz,
          bitstream: false,
          cacheDir: TEST_CACHE,
        });
        const routed = 1e9 / (fmaxHz ?? Number.NaN);
        const { nanoseconds, levels } = walkTiming(netlist, familyTable('ice40', device));
        const ratio = nanoseconds / routed;
        rows.push({
          circuit,
          device,
          levels,
          'walk ns': nanoseconds,
          'nextpnr ns': Math.round(1000 * routed) / 1000,
          ratio: Math.round(1000 * ratio) / 1000,
        });
        expect(
          Math.abs(ratio - 1),
          `${circuit} on ${device}: ${nanoseconds} against ${routed} ns`,
        ).toBeLessThan(ALLOWED);
      }
    },
    120_000,
  );
});
