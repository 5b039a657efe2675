import type { IntegerModel, Operation } from '../generator/model/integer-model.ts';
import type { LanguageModel } from './reference/language-model.ts';
import { TokenMachine } from './token-machine.ts';

/**
 * The integers of the hardware as a language model, at temperature 1: the token machine run over the integer model,
 * without a build folder. For fidelity; the simulator proper (`sim/accelerator.ts`) reads what was built.
 */
export class IntegerLanguageModel implements LanguageModel {
  readonly #model: IntegerModel;
  readonly #machine: TokenMachine;
  readonly #logits: Float64Array;
  #position = 0;

  constructor(model: IntegerModel) {
    this.#model = model;
    this.#machine = new TokenMachine(model);
    this.#logits = new Float64Array(model.shape.vocabulary);
  }

  begin(): void {
    this.#position = 0;
  }

  /** Natural-logarithm logits: z has logitFrac fraction bits and is base 2. */
  step(token: number): Float64Array {
    this.#machine.beginStep(this.#position);
    for (const operation of this.#model.operations) this.#run(operation, token);
    this.#position += 1;
    const unit = Math.LN2 / 2 ** this.#model.formats.logitFrac;
    const z = this.#machine.logits;
    for (let i = 0; i < this.#logits.length; i++) this.#logits[i] = (z[i] ?? 0) * unit;
    return this.#logits;
  }

  #run(operation: Operation, token: number): void {
    const machine = this.#machine;
    if (operation.kind === 'embedding') {
      machine.embedding(token, operation.setsResidual, null);
    } else if (operation.kind === 'attention') {
      machine.attention(operation.layer, null);
    } else {
      const matrix = operation.linear === null ? null : this.#model.linears[operation.linear];
      if (matrix === undefined) throw new Error(`no matrix ${operation.linear}`);
      machine.linear({ ...operation, matrix }, null);
    }
  }
}
