/** The smaller of our designs on every board that the package brings along. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { buildDesign } from '../generator/build.ts';
import { packagePath } from '../generator/package-root.ts';
import { listBoards, loadBoard } from '../generator/sizing/board.ts';
import { capsOf } from '../generator/sizing/caps.ts';

const folder = mkdtempSync(join(tmpdir(), 'fpga-gen-boards-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const model = packagePath('designs', 'microgpt-ternary', 'model.json');
const build = (board: string) => buildDesign({ model, board, output: join(folder, board), force: true });

/** Too small for it, by a few hundred LUTs. */
const TOO_SMALL: ReadonlySet<string> = new Set(['icebreaker']);

describe('microgpt-ternary', () => {
  test.each(listBoards().filter((name) => !TOO_SMALL.has(name)))('fits %s', async (name) => {
    const { resources, plan, clock_hz, tokens_per_second } = await build(name);
    const board = loadBoard(name);
    for (const [resource, cap] of Object.entries(capsOf(board)))
      expect(Reflect.get(resources, resource).used, resource).toBeLessThanOrEqual(cap);
    expect(clock_hz).toBe(board.defaultClock.hz);
    expect(tokens_per_second).toBeGreaterThan(1000);
    expect(plan).toMatchObject({ weight_format: 'ternary' });
  });

  test.each([...TOO_SMALL])('does not fit %s, and says what would', async (name) => {
    await expect(build(name)).rejects.toThrow(/does not fit: LUT4 needs [\d,]+ cells, 3,696 are available/);
  });
});
