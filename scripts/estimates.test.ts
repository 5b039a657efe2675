import { describe, expect, test } from 'vitest';
import { CORE_UNITS } from '../generator/units/index.ts';
import { fabricKey, unitCostResources } from '../generator/units/resources/unit-cost.ts';
import { measureResources } from '../testbenches/support/measure-resources.ts';
import { describeWith } from '../testbenches/support/requirements.ts';
import { calibrationDesign } from './calibration-designs.ts';
import { estimateErrors, percentile } from './estimate-errors.ts';
import { FABRICS, readMeasurements } from './measurements.ts';

const measured = FABRICS.filter((fabric) => Object.keys(readMeasurements(fabric)).length > 0);

describe('designs that were not fitted', () => {
  const all = measured.flatMap((fabric) => estimateErrors(fabric, readMeasurements(fabric)));

  test('LUTs and flip-flops: median and 95th percentile', () => {
    for (const resource of ['lut', 'ff']) {
      const errors = all.filter(({ name }) => name === `all ${resource}`).flatMap(({ errors: list }) => list);
      const [half, most] = [percentile(errors, 0.5), percentile(errors, 0.95)];
      console.log(
        `${resource.toUpperCase()} of ${errors.length} designs: median ${half} %, 95 % within ${most} %`,
      );
      expect(Number(half)).toBeLessThanOrEqual(10);
      expect(Number(most)).toBeLessThanOrEqual(25);
    }
  });

  test('block RAM and DSP blocks are exact', () => {
    expect(all.flatMap(({ name, wrong }) => wrong.map((each) => `${name}: ${each}`))).toEqual([]);
  });
});

/** Of what yosys takes; and cells so few that their error matters to no one. */
const PERCENT = 10;
const FEW = 15;

/** Designs with the small units, for yosys to be quick, whose measurements the weights explain: a miss means that a unit has changed. */
const DESIGNS: Readonly<Record<string, number>> = { ecp5: 19, ice40: 11 };

describeWith({ tools: ['yosys'] }, 'the units as they are now', () => {
  test.each(FABRICS.filter((fabric) => fabricKey(fabric) in DESIGNS))(
    '$family',
    { timeout: 300_000 },
    async (fabric) => {
      const { context, core, files } = calibrationDesign(DESIGNS[fabricKey(fabric)] ?? 0, fabric);
      const units = CORE_UNITS.flatMap(({ name, terms }) => {
        const ofDesign = terms(context, fabric);
        return ofDesign === null ? [] : [{ name, terms: ofDesign }];
      });
      const figures = await measureResources(
        fabric,
        units.map(({ name }) => ({ unit: name, core, design: files })),
      );
      units.forEach(({ name, terms }, at) => {
        const { lut = 0, ff = 0, bram = 0, dsp = 0 } = figures[at] ?? {};
        const estimate = unitCostResources(name, terms, fabric);
        const subject = (what: string, figure: number, guess: number) =>
          `${fabricKey(fabric)} ${name}: ${what} ${figure}, estimate ${guess.toFixed(1)}; npx tsx scripts/calibrate-units.ts`;
        expect(estimate.bram, subject('block RAM', bram, estimate.bram)).toBe(bram);
        expect(estimate.dsp, subject('DSP', dsp, estimate.dsp)).toBeCloseTo(dsp, 6);
        for (const [what, figure, guess] of [
          ['LUT', lut, estimate.lut],
          ['FF', ff, estimate.ff],
        ] as const)
          expect(Math.abs(guess - figure), subject(what, figure, guess)).toBeLessThanOrEqual(
            Math.max((PERCENT / 100) * figure, FEW),
          );
      });
    },
  );
});
