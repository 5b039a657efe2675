import { InputError } from '../../errors.ts';
import type { StoredTensor } from './stored-tensor.ts';

/** Most names that a message lists. */
const NAMES_SHOWN = 8;

/** The tensors of a checkpoint by name; it remembers which were taken, so that none is left over unseen. */
export class TensorTable {
  readonly #tensors: ReadonlyMap<string, StoredTensor>;
  readonly #taken = new Set<string>();
  readonly #subject: string;

  /** `subject` names the checkpoint in errors. */
  constructor(tensors: ReadonlyMap<string, StoredTensor>, subject: string) {
    this.#tensors = tensors;
    this.#subject = subject;
  }

  has(name: string): boolean {
    return this.#tensors.has(name);
  }

  /** @throws InputError when there is no such tensor. */
  take(name: string): StoredTensor {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) {
      throw new InputError({
        subject: this.#subject,
        rule: `must hold the tensor ${name}`,
        received: `${this.#tensors.size} tensors without it`,
        hint: 'Is the checkpoint complete, and of the architecture that its configuration names?',
      });
    }
    this.#taken.add(name);
    return tensor;
  }

  /** @throws InputError for tensors that nobody took: a model without them would compute something else. */
  checkAllTaken(mayIgnore: (name: string) => boolean): void {
    const extra = [...this.#tensors.keys()].filter((name) => !this.#taken.has(name) && !mayIgnore(name));
    if (extra.length === 0) return;
    const more = extra.length > NAMES_SHOWN ? ` and ${extra.length - NAMES_SHOWN} more` : '';
    throw new InputError({
      subject: this.#subject,
      rule: 'holds tensors that this architecture does not have',
      received: `${extra.slice(0, NAMES_SHOWN).join(', ')}${more}`,
      hint: 'A part that fpga-gen does not know cannot be left out: the model would compute something else.',
    });
  }
}
