import { AdamW, clipLength } from './adamw.ts';
import { batchGradient } from './batch-gradient.ts';
import { learningRate } from './learning-rate.ts';
import type { Parameters } from './parameters.ts';
import type { Precision } from './precision.ts';
import { Random } from './random.ts';

export interface TrainOptions {
  readonly precision: Precision;
  /** Of the order of the documents. */
  readonly seed: number;
  /** Passes over the documents, each in an order of its own. */
  readonly passes: number;
  /** Documents to a step. */
  readonly batch: number;
  readonly peakRate: number;
  readonly warmUpSteps: number;
  /** Weight decay, until half of the steps are done; none afterwards. */
  readonly decay: number;
  /** Called after every pass with the mean training loss during that pass. */
  readonly onPass?: (pass: number, loss: number) => void;
}

const ADAM = { meanDecay: 0.9, squareDecay: 0.99, epsilon: 1e-10 };

/** Longest gradient that is not scaled down. */
const LONGEST_GRADIENT = 1;

/** Trains the parameters in place. The same options and documents give the same bits. */
export function train(parameters: Parameters, documents: readonly Int32Array[], options: TrainOptions): void {
  const { passes, batch } = options;
  const random = new Random(options.seed);
  const order = [...documents];
  const stepsPerPass = Math.floor(order.length / batch);
  const steps = passes * stepsPerPass;
  const optimiser = new AdamW(parameters.all.length, ADAM);
  const gradientOf = batchGradient(options.precision);
  for (let pass = 0; pass < passes; pass++) {
    random.shuffle(order);
    let passLoss = 0;
    for (let inPass = 0; inPass < stepsPerPass; inPass++) {
      const step = pass * stepsPerPass + inPass;
      const { loss, gradient } = gradientOf(parameters, order.slice(inPass * batch, (inPass + 1) * batch));
      passLoss += loss;
      clipLength(gradient.all, LONGEST_GRADIENT);
      const rate = learningRate(step, steps, options.warmUpSteps, options.peakRate);
      optimiser.step(parameters.all, gradient.all, rate, step < steps / 2 ? options.decay : 0);
    }
    options.onPass?.(pass, passLoss / stepsPerPass);
  }
}
