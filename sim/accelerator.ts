import type { ScaleConstant } from '../generator/model/integer-model.ts';
import type { LoadedDesign, LoadedWord } from './design/load-design.ts';
import { type StepObserver, TokenMachine } from './token-machine.ts';

/** What the words of a step show to whoever listens, in program order. Arrays are reused: copy what is kept. */
export interface WordObserver {
  /** A vector on the vector bus, and its quantised form. */
  vector(source: LoadedWord, x: Int32Array, quantised: Int16Array, length: number): void;
  /** Accumulators (times 2^accShift for the identity, as they leave the array) and results. */
  linear(source: LoadedWord, accumulators: Float64Array, results: Int32Array, length: number): void;
  /** Queries, keys or values with their biases. */
  biased(source: LoadedWord, results: Int32Array, length: number): void;
  /** Queries, keys or values behind the rotation. */
  rotated(source: LoadedWord, results: Int32Array, length: number): void;
}

/** A listener to steps of several tokens. */
export interface StepObservers extends WordObserver {
  /** What follows is of the step's token `index`. */
  beginToken(index: number): void;
}

/** Runs token steps of a build: integers only, no clock. State is one sequence's. */
export class Accelerator {
  readonly #loaded: LoadedDesign;
  readonly #machine: TokenMachine;

  constructor(loaded: LoadedDesign) {
    const { shape, formats } = loaded.design;
    this.#loaded = loaded;
    this.#machine = new TokenMachine({ ...loaded, shape, formats });
  }

  /**
   * One step over the tokens of the positions from `position` on; fills the KV cache there. One after another they give what the
   * hardware's token slots give side by side: no token sees a later one.
   * @param head the head's constant with the inverse temperature folded in (docs/arithmetic.md §7)
   * @returns scaled logits, int[vocabulary] (reused by the next step), or null in a prefill step, whose logits nobody wants
   */
  step(
    tokens: readonly number[],
    position: number,
    prefill: boolean,
    head: ScaleConstant,
    observer: StepObservers | null = null,
  ): Int32Array | null {
    let logits: Int32Array | null = null;
    tokens.forEach((token, index) => {
      // Where somebody listens, the head runs for all: the hardware's does.
      const ends = prefill || (observer === null && index < tokens.length - 1);
      observer?.beginToken(index);
      logits = this.#tokenStep(token, position + index, ends, head, observer);
    });
    return logits;
  }

  #tokenStep(
    token: number,
    position: number,
    prefill: boolean,
    head: ScaleConstant,
    observer: WordObserver | null,
  ): Int32Array | null {
    const machine = this.#machine;
    machine.beginStep(position);
    for (const word of this.#loaded.program) {
      if (word.end) return machine.logits;
      if (word.prefillEnd && prefill) return null;
      const listener = observer === null ? null : listenerOf(word, observer);
      switch (word.unit) {
        case 'embedding':
          machine.embedding(token, this.#loaded.design.embeddingSetsResidual, listener);
          break;
        case 'attention':
          machine.attention(word.layer, listener);
          break;
        default:
          machine.linear(
            {
              matrix: word.matrix,
              layer: word.layer,
              norm: word.norm,
              sink: word.sink,
              emits: word.emit,
              constant: word.temperature ? head : { mantissa: word.mantissa, shift: word.shift },
            },
            listener,
          );
      }
    }
    throw new Error('the program has no end');
  }
}

function listenerOf(word: LoadedWord, observer: WordObserver): StepObserver {
  return {
    vector: (x, quantised, length) => observer.vector(word, x, quantised, length),
    linear: (accumulators, results, length) => observer.linear(word, accumulators, results, length),
    biased: (results, length) => observer.biased(word, results, length),
    rotated: (results, length) => observer.rotated(word, results, length),
  };
}
