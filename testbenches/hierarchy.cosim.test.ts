import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { buildDesign } from '../generator/build.ts';
import { DoesNotFitError } from '../generator/errors.ts';
import { packagePath } from '../generator/package-root.ts';
import { listBoards } from '../generator/sizing/board.ts';
import { describeWith } from './support/requirements.ts';

const MODELS = [
  'microgpt-ternary/model.json',
  'microgpt-q412/model.json',
  'microgpt-q412/int4.json',
  'tiny-bitnet/model.json',
];
const VARIANTS = [
  { weightStore: 'hardwired' },
  { array: 'lookup_array', maxUtilisation: 0.8 },
  { tokenSlots: 2, maxUtilisation: 0.9 },
] as const;

/** What yosys finds below the top that the board gets. */
async function reached(folder: string, top: string, files: readonly string[]): Promise<string[]> {
  const script = `read_verilog -defer ${files.join(' ')}; hierarchy -top ${top}; tee -q -o modules.txt ls`;
  await execa('yosys', ['-q', '-p', script], { cwd: folder });
  const text = await readFile(join(folder, 'modules.txt'), 'utf8');
  // A module with parameters has a name like $paramod$<hash>\name or $paramod\name\P=…
  const names = text.split('\n').flatMap((line) => /^ {2}(?:\$paramod[^\\]*\\)?(\w+)/.exec(line)?.[1] ?? []);
  return [...new Set(names)].sort();
}

describeWith(
  { tools: ['yosys'] },
  'a build holds the modules and images that its top reaches, and no others',
  () => {
    const cases = [
      ...listBoards().flatMap((board) => MODELS.map((model) => ({ board, model, choices: {} }))),
      ...VARIANTS.map((choices) => ({ board: 'kv260', model: 'tiny-bitnet/model.json', choices })),
    ];
    test.each(cases)('$model on $board $choices', { timeout: 120_000 }, async ({ board, model, choices }) => {
      const scratch = await mkdtemp(join(tmpdir(), 'fpga-gen-hierarchy-'));
      try {
        const output = join(scratch, 'build');
        await buildDesign({ model: packagePath('designs', model), board, output, ...choices });
        const files = (await readFile(join(output, 'rtl/filelist.f'), 'utf8')).trim().split('\n');
        const { top } = JSON.parse(await readFile(join(output, 'design.json'), 'utf8')) as { top: string };
        const modules = files.map((file) => file.replace(/^rtl\/(.*)\.v$/, '$1'));
        expect(modules).toEqual(await reached(output, top, files));
      } catch (error) {
        if (!(error instanceof DoesNotFitError)) throw error;
      } finally {
        await rm(scratch, { recursive: true });
      }
    });
  },
);
