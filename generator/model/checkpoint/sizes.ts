import { InputError } from '../../errors.ts';
import type { ModelShape } from '../integer-model.ts';
import { LARGEST as COMMON } from '../size-limits.ts';

/** Largest sizes of a checkpoint. Contexts are often longer than any board has room for: --context takes a part. */
export const LARGEST: Readonly<Record<keyof ModelShape, number>> = {
  ...COMMON,
  kvHeads: COMMON.heads,
  headDim: 4096,
  context: 16_777_216,
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
