import { InputError } from '../../errors.ts';
import type { ModelShape } from '../integer-model.ts';

/** Largest sizes of a model that anything is allocated for. */
export const LARGEST: Readonly<Record<keyof ModelShape, number>> = {
  layers: 1024,
  width: 65_536,
  heads: 1024,
  kvHeads: 1024,
  headDim: 4096,
  ffn: 1_048_576,
  context: 16_777_216,
  vocabulary: 1_048_576,
};

/** @throws InputError where heads cannot share their keys, or rotary positions find no pairs. `keys` name the sizes. */
export function checkHeads(
  shape: ModelShape,
  subject: string,
  keys: { kvHeads: string; headDim: string },
): void {
  if (shape.heads % shape.kvHeads !== 0) {
    throw new InputError({
      subject: `${subject}: ${keys.kvHeads}`,
      rule: `must divide the ${shape.heads} heads`,
      received: shape.kvHeads,
    });
  }
  if (shape.headDim % 2 !== 0) {
    throw new InputError({
      subject: `${subject}: ${keys.headDim}`,
      rule: 'must be even: rotary positions turn pairs of elements',
      received: shape.headDim,
    });
  }
}
