import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDesign } from '../generator/build.ts';
import { packagePath } from '../generator/package-root.ts';
import { describeWith } from './support/requirements.ts';

describeWith(
  { tools: ['yosys', 'verilator', 'iverilog'] },
  'the scripts of a build, in a folder that was moved',
  () => {
    let scratch = '';
    let folder = '';

    beforeAll(async () => {
      scratch = await mkdtemp(join(tmpdir(), 'fpga-gen-scripts-'));
      const model = packagePath('designs', 'microgpt-ternary', 'model.json');
      await buildDesign({ model, board: 'ice40-hx8k', output: join(scratch, 'build') });
      folder = join(scratch, 'moved away');
      await rename(join(scratch, 'build'), folder);
    });
    afterAll(() => rm(scratch, { recursive: true, force: true }));

    test('scripts/synth.ys makes a netlist', { timeout: 600_000 }, async () => {
      await execa('yosys', ['-q', '-s', 'scripts/synth.ys'], { cwd: folder });
      const { modules } = JSON.parse(await readFile(join(folder, 'netlist.json'), 'utf8'));
      expect(Object.keys(modules)).toContain('fpga_gen_uart');
    });

    test('scripts/lint.sh finds nothing, from any folder', { timeout: 120_000 }, async () => {
      const { all } = await execa('sh', [join(folder, 'scripts/lint.sh')], { cwd: tmpdir(), all: true });
      expect(all).toBe('');
    });
  },
);
