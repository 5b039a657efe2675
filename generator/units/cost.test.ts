import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { calibrationDesigns } from '../../scripts/calibration-designs.ts';
import { randomFloatModel } from '../../testbenches/arbitraries/model.ts';
import { quantise } from '../model/quantise.ts';
import { packagePath } from '../package-root.ts';
import { type Board, listBoards, loadBoard } from '../sizing/board.ts';
import { RESOURCE_NAMES } from '../sizing/board-schema.ts';
import type { Plan } from '../sizing/plan.ts';
import { coreParameters } from './core-parameters.ts';
import { designResources, unitResources } from './cost.ts';
import { UNIT_COSTS } from './costs.ts';
import { fabricKey, unitCostResources } from './resources/unit-cost.ts';
import { WEIGHTS } from './resources/weights.ts';
import type { Resources } from './resources.ts';

const FABRICS = [
  { family: 'ecp5', dsp: true },
  { family: 'cyclone_v', dsp: true },
  { family: 'xilinx_ultrascale_plus', dsp: true },
  { family: 'xilinx_7', dsp: true },
  { family: 'ice40', dsp: false },
  { family: 'ice40', dsp: true },
] as const;

/** LUTs or flip-flops so few that their error matters to no one. */
const SMALL = 150;

interface Measured {
  readonly label: string;
  readonly total: Resources;
}

const designs = calibrationDesigns();

describe.each(UNIT_COSTS.map((cost) => [cost.unit, cost] as const))('%s', (unit, cost) => {
  test.each(FABRICS.map((fabric) => [fabricKey(fabric), fabric] as const))(
    'in %s, as measured',
    (key, fabric) => {
      const path = packagePath('scripts', 'calibration', `${unit}.${key}.json`);
      if (!existsSync(path)) {
        // Its likeness stands in for it: the same LUTs and carry chains.
        expect(['xilinx_7', 'ice40+dsp']).toContain(key);
        return;
      }
      expect(WEIGHTS[unit]).toHaveProperty([key]);
      const measured = JSON.parse(readFileSync(path, 'utf8')) as readonly Measured[];
      expect(measured.length).toBeGreaterThan(0);
      for (const { label, total } of measured) {
        const design = designs.find((candidate) => candidate.label === label);
        expect(design, label).toBeDefined();
        if (design === undefined) continue;
        const estimate = unitCostResources(cost, design.p, fabric);
        expect
          .soft([label, estimate.bram, Math.round(6 * estimate.dsp)])
          .toEqual([label, total.bram, Math.round(6 * total.dsp)]);
        for (const name of ['lut', 'ff'] as const) {
          const allowed = Math.max(0.1 * total[name], 0.1 * SMALL);
          expect
            .soft(
              Math.abs(estimate[name] - total[name]),
              `${label}: ${name} ${total[name]}, estimate ${estimate[name]}`,
            )
            .toBeLessThanOrEqual(allowed);
        }
      }
    },
  );
});

describe('a whole design', () => {
  const model = quantise(randomFloatModel());
  const plan: Plan = {
    rows: 4,
    lanes: 8,
    headsParallel: 2,
    tokenSlots: 1,
    weightStore: 'lutrom',
    kvStore: 'lutram',
    sampler: 'sampler_parallel',
    pipeline: 1,
    adderLevels: 3,
    clockHz: 100_000_000,
  };
  const resources = (board: Board, changed: Partial<Plan> = {}): Resources => {
    const other = { ...plan, ...changed };
    return designResources(coreParameters(model, other), other, board);
  };

  test.each(listBoards())('on %s is the sum of its units, none of them negative', (name) => {
    const board = loadBoard(name);
    const units = unitResources(coreParameters(model, plan), plan, board);
    expect(Object.keys(units)).not.toContain('sampler_serial');
    for (const unit of Object.values(units)) {
      for (const each of RESOURCE_NAMES) expect(unit[each]).toBeGreaterThanOrEqual(0);
    }
    const sum = Object.values(units).reduce((total, { lut }) => total + lut, 0);
    expect(resources(board).lut).toBeCloseTo(sum, 6);
  });

  test.each(listBoards())('on %s grows with rows, lanes and heads', (name) => {
    const board = loadBoard(name);
    const { lut } = resources(board);
    expect(resources(board, { rows: 8 }).lut).toBeGreaterThan(lut);
    expect(resources(board, { lanes: 16 }).lut).toBeGreaterThan(lut);
    expect(resources(board, { headsParallel: 4 }).lut).toBeGreaterThan(lut);
  });

  test('stores that are block RAM take blocks, except on Cyclone V, where yosys fills none', () => {
    const blocks = (name: string): number => resources(loadBoard(name), { weightStore: 'bram' }).bram;
    expect(blocks('kv260')).toBeGreaterThan(0);
    expect(blocks('de1-soc')).toBe(0);
  });
});
