import type { ActivationFormat, KvFormat, WeightFormat } from './integer-model.ts';

/** Choices that a user may make over the model's own. */
export interface LoadOptions {
  /** Chooses for a state dict; must agree with a model.json. */
  readonly weightFormat?: WeightFormat | undefined;
  readonly activationFormat?: ActivationFormat | undefined;
  readonly kvFormat?: KvFormat | undefined;
  /** Fewer positions than the model has. */
  readonly context?: number | undefined;
}
