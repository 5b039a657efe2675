/** A model that is fed one token at a time and predicts the next: float, fake-quantised or integer. */
export interface LanguageModel {
  /** Begins a sequence: position 0, nothing remembered. */
  begin(): void;
  /** Natural-logarithm logits[vocabulary] of the token that follows. They are valid until the next step. */
  step(token: number): Float64Array;
}
