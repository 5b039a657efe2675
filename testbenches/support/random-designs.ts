import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type DesignOptions, llamaDesigns, microgptDesigns } from '../arbitraries/design.ts';
import { writeDesign } from '../arbitraries/write-design.ts';
import { verify } from '../verify.ts';

/** What is run on a random design. */
interface Run {
  readonly design: DesignOptions;
  readonly prompt: readonly number[];
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly seed: number;
  readonly stallSeed: number | undefined;
}

const FAMILIES = { microgpt: microgptDesigns, llama: llamaDesigns };

function runsOf(designs: fc.Arbitrary<DesignOptions>): fc.Arbitrary<Run> {
  return designs.chain((design) =>
    fc.record({
      design: fc.constant(design),
      prompt: fc.array(fc.integer({ min: 0, max: design.model.vocabulary - 1 }), {
        maxLength: Math.min(Math.max(3, 2 * design.plan.tokenSlots), design.model.context - 1),
      }),
      temperature: fc.constantFrom(0, 0.0625, 0.5, 1, 16),
      topK: fc.integer({ min: 1, max: 12 }),
      topP: fc.constantFrom(0.3, 0.9, 1),
      seed: fc.integer({ min: 0, max: 2 ** 31 }),
      stallSeed: fc.option(fc.integer({ min: 1, max: 1000 }), { nil: undefined }),
    }),
  );
}

/** Beat for beat, `numRuns` random designs; fails with the smallest counterexample and its seed. @returns beats compared */
export async function verifyRandomDesigns(
  simulator: 'icarus' | 'verilator',
  family: keyof typeof FAMILIES,
  numRuns: number,
  seed: number,
): Promise<number> {
  let beats = 0;
  await fc.assert(
    fc.asyncProperty(runsOf(FAMILIES[family]()), async (run) => {
      const folder = await mkdtemp(join(tmpdir(), 'fpga-gen-random-'));
      try {
        await writeDesign(folder, run.design);
        const result = await verify({
          folder,
          prompt: { tokens: run.prompt },
          maxNewTokens: 2,
          sampling: { temperature: run.temperature, topK: run.topK, topP: run.topP, seed: run.seed },
          ignoreEos: false,
          simulator,
          stallSeed: run.stallSeed,
          selfTest: false,
        });
        if (!result.ok) throw new Error(JSON.stringify(result.simulators, null, 1));
        beats += result.simulators.reduce((sum, { beats_compared }) => sum + beats_compared, 0);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
    { numRuns, seed, endOnFailure: false, interruptAfterTimeLimit: 1_500_000, markInterruptAsFailure: true },
  );
  console.log(
    `${numRuns} random ${family} designs equal their ${simulator} runs in ${beats} beats (seed ${seed})`,
  );
  return beats;
}
