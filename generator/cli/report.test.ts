import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../testbenches/support/run-cli.ts';
import { packagePath } from '../package-root.ts';
import { reportResultSchema } from '../schema/report.ts';

let folder = '';
/** What build has printed with --json. */
let built: object = {};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fpga-gen-report-'));
  const model = packagePath('designs', 'microgpt-ternary', 'model.json');
  const { stdout } = await runCli(['build', model, '--board', 'kv260', '-o', 'names', '--json'], {
    cwd: folder,
  });
  built = JSON.parse(stdout);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('fpga-gen report', () => {
  test('prints the published JSON: what build has printed, and more', async () => {
    const { exitCode, stdout, stderr } = await runCli(['report', 'names', '--json'], { cwd: folder });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const report = reportResultSchema.parse(JSON.parse(stdout));
    expect(report).toMatchObject({ ...built, name: 'microGPT, ternary weights', hash_mismatches: [] });
    expect(report.files).toBeGreaterThan(40);
  });

  test('shows plan, resources, reasons and the state of the files; rates are called estimates', async () => {
    const { exitCode, stdout } = await runCli(['report', 'names'], { cwd: folder });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^"microGPT, ternary weights" for xck26-\S+, build [0-9a-f]{16} of fpga-gen /);
    expect(stdout).toMatch(/^speed .* tokens\/s \(estimate\)/m);
    expect(stdout).toMatch(/^estimate +used +available +share$/m);
    expect(stdout).toMatch(/^\* weight store \w+: chosen/m);
    expect(stdout).toMatch(/^files {4}all \d+ are unchanged$/m);
  });

  test('names a file that was changed, with exit code 1', async () => {
    const file = join(folder, 'names', 'rtl', 'residual.v');
    appendFileSync(file, '// mine\n');
    const { exitCode, stdout } = await runCli(['report', 'names'], { cwd: folder });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^files {4}1 of \d+ have CHANGED since the build:\n {2}"rtl\/residual\.v"$/m);
  });
});
