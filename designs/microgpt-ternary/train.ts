// Trains the ternary weights of this design from the float ones of microgpt-q412, rounding as the hardware will and
// letting gradients straight through: npx tsx designs/microgpt-ternary/train.ts
// What is saved is the float weight w behind each trit: g = mean|w| over the tensor, t = clip(round(w/g), ±1).
import { loadNames } from '../training/names.ts';
import { TENSORS } from '../training/shape.ts';
import { summary } from '../training/summary.ts';
import { roundEmbeddings, shareOfZeros, TERNARY_PRECISION } from '../training/ternary-precision.ts';
import { train } from '../training/train.ts';
import { loadWeights, saveWeights } from '../training/weights-file.ts';

const SEED = 1;

const startMs = performance.now();
const names = loadNames();
const parameters = loadWeights(new URL('../microgpt-q412/weights.safetensors', import.meta.url));
train(parameters, names.training, {
  precision: TERNARY_PRECISION,
  seed: SEED,
  passes: 30,
  batch: 64,
  peakRate: 1e-2,
  warmUpSteps: 200,
  decay: 0.01,
  onPass: (pass, loss) => console.log(`pass ${pass + 1}: ${loss.toFixed(4)}`),
});
roundEmbeddings(parameters);
saveWeights(new URL('weights.safetensors', import.meta.url), parameters);
console.log(summary(parameters, names, TERNARY_PRECISION, startMs));
for (const { name, linear } of TENSORS) {
  if (linear) console.log(`zeros of ${name}: ${(100 * shareOfZeros(parameters.views[name])).toFixed(1)} %`);
}
