import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildDesign } from '../generator/build.ts';
import { packagePath } from '../generator/package-root.ts';
import { runTool } from '../generator/tools/run-tool.ts';
import { describeWith } from './support/requirements.ts';

const DESIGNS = [
  ['microgpt-ternary', { board: 'kv260' }],
  ['microgpt-ternary', { board: 'kv260', tokenSlots: 4 }],
  ['microgpt-ternary', { board: 'ice40-hx8k' }],
  ['microgpt-q412', { board: 'de1-soc' }],
  ['microgpt-q412/int4.json', { board: 'kv260' }],
  ['tiny-bitnet', { board: 'kv260' }],
] as const;

describeWith(
  { tools: ['verilator', 'iverilog', 'yosys'] },
  'a build is clean under its own lint script',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'fpga-gen-lint-designs-'));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test.each(DESIGNS)(
      '%s, %o',
      async (name, choices) => {
        const output = join(folder, 'build');
        await buildDesign({
          model: packagePath('designs', name.endsWith('.json') ? name : `${name}/model.json`),
          ...choices,
          output,
          force: true,
        });
        const { log } = await runTool('sh', ['scripts/lint.sh'], { cwd: output });
        expect(log).not.toMatch(/warning/i);
        const { top } = JSON.parse(await readFile(join(output, 'design.json'), 'utf8')) as { top: string };
        const read = `read_verilog -defer rtl/*.v; hierarchy -check -top ${top}; proc; check -assert`;
        await runTool('yosys', ['-q', '-p', read], { cwd: output });
      },
      120_000,
    );
  },
);
