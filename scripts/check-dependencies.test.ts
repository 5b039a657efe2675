import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkDependencies } from './check-dependencies.ts';

const folder = mkdtempSync(join(tmpdir(), 'fpga-gen-dependencies-'));
afterAll(() => rmSync(folder, { recursive: true }));

const files: Readonly<Record<string, string>> = {
  'generator/errors.ts': 'export const shared = 1;',
  'generator/model.ts': 'export interface Model { readonly width: number }\nexport const value = 1;',
  'generator/cli/main.ts': "import '../../sim/simulate.ts';",
  'generator/index.ts': "export * from '../sim/simulate.ts';",
  'generator/leaning.ts': "export * from '../sim/simulate.ts';",
  'generator/leaning.test.ts': "export * from '../sim/simulate.ts';",
  'generator/ring-a.ts': "export * from './ring-b.ts';",
  'generator/ring-b.ts': "export * from './ring-a.ts';",
  'generator/lost.ts': "export * from './nowhere.ts';",
  'sim/simulate.ts': "import type { Model } from '../generator/model.ts';\nexport type Same = Model;",
  'sim/failing.ts': "export { shared } from '../generator/errors.ts';",
  'sim/leaning.ts': "export { value } from '../generator/model.ts';",
  'sim/peeking.ts': "export * from '../templates/render.ts';",
  'templates/render.ts': 'export const render = 1;',
  'testbenches/support/help.ts': 'export const help = 1;',
  'testbenches/verify.ts': "export * from './support/help.ts';",
  'testbenches/verify.test.ts': "export * from './support/help.ts';",
};

test('every rule fires on the import that breaks it, and on no other', { timeout: 60_000 }, async () => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { modules, violations } = await checkDependencies(folder);
  expect(modules).toBeGreaterThanOrEqual(Object.keys(files).length);
  expect([...violations].sort()).toMatchInlineSnapshot(`
    [
      "error generator-not-to-sim: generator/leaning.ts → sim/simulate.ts",
      "error no-circular: generator/ring-a.ts → generator/ring-b.ts (generator/ring-b.ts → generator/ring-a.ts)",
      "error no-test-from-product: testbenches/verify.ts → testbenches/support/help.ts",
      "error not-resolvable: generator/lost.ts → ./nowhere.ts",
      "error sim-not-to-templates-or-testbenches: sim/peeking.ts → templates/render.ts",
      "error sim-to-generator-types-only: sim/leaning.ts → generator/model.ts",
    ]
  `);
});
