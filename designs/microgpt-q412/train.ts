// Trains the float weights of this design: npx tsx designs/microgpt-q412/train.ts
import { FLOAT_PRECISION } from '../training/float-precision.ts';
import { randomParameters } from '../training/initialise.ts';
import { loadNames } from '../training/names.ts';
import { Random } from '../training/random.ts';
import { summary } from '../training/summary.ts';
import { train } from '../training/train.ts';
import { saveWeights } from '../training/weights-file.ts';

const SEED = 1;

const startMs = performance.now();
const names = loadNames();
const parameters = randomParameters(new Random(SEED));
train(parameters, names.training, {
  precision: FLOAT_PRECISION,
  seed: SEED,
  passes: 30,
  batch: 32,
  peakRate: 1e-2,
  warmUpSteps: 200,
  decay: 0.05,
  onPass: (pass, loss) => console.log(`pass ${pass + 1}: ${loss.toFixed(4)}`),
});
saveWeights(new URL('weights.safetensors', import.meta.url), parameters);
console.log(summary(parameters, names, FLOAT_PRECISION, startMs));
