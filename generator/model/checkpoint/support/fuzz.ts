import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect } from 'vitest';
import { InputError } from '../../../errors.ts';

/** Every case must end in this time, whatever a file promises. */
const LONGEST_MS = 2000;
/** The process must not grow by more: the largest file has 30 KB. */
const MOST_GROWTH_BYTES = 512 * 2 ** 20;
export const FUZZ_TEST_MS = 180_000;

const seed = Number(process.env['FPGA_GEN_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
console.info(`fuzz seed ${seed} (FPGA_GEN_FUZZ_SEED repeats it)`);

/** A folder for damaged files, gone when the tests of a file are done; then it says how many cases there were. */
export const root = mkdtempSync(join(tmpdir(), 'fpga-gen-fuzz-'));
const counts = { cases: 0, accepted: 0, slowestMs: 0 };
const rssBefore = process.memoryUsage().rss;
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  console.info(
    `fuzz: ${counts.cases} cases, ${counts.accepted} accepted, slowest ${counts.slowestMs.toFixed(0)} ms`,
  );
});

/** Runs `cases` damaged inputs: each is refused with an InputError, or `load` returns and its own checks hold. */
export function fuzz(cases: number, load: (seed: number) => void): void {
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), (caseSeed) => {
      counts.cases++;
      const begin = performance.now();
      try {
        load(caseSeed);
        counts.accepted++;
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        expect(`${error.subject} ${error.rule}`).not.toMatch(/undefined|\[object/);
      }
      const elapsed = performance.now() - begin;
      counts.slowestMs = Math.max(counts.slowestMs, elapsed);
      expect(elapsed).toBeLessThan(LONGEST_MS);
    }),
    { numRuns: cases, seed, endOnFailure: true },
  );
  expect(process.memoryUsage().rss - rssBefore).toBeLessThan(MOST_GROWTH_BYTES);
}
