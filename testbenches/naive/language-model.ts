import type { IntegerModel } from '../../generator/model/integer-model.ts';
import { NaiveAccelerator } from './token-step.ts';

/** The naive integration with natural-logarithm logits, to be compared with float models. */
export class NaiveLanguageModel {
  readonly #model: IntegerModel;
  #accelerator: NaiveAccelerator;

  constructor(model: IntegerModel) {
    this.#model = model;
    this.#accelerator = new NaiveAccelerator(model);
  }

  begin(): void {
    this.#accelerator = new NaiveAccelerator(this.#model);
  }

  /** Logits[vocabulary]: z has logitFrac fraction bits and is base 2. */
  step(token: number): Float64Array {
    const unit = Math.LN2 / 2 ** this.#model.formats.logitFrac;
    return Float64Array.from(this.#accelerator.step(token), (z) => Number(z) * unit);
  }
}
