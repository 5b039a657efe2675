import type { AttentionParameters } from '../attention-parameters.ts';

/** Core cycles from the micro-operation to the last bus beat, without the pass of heads × headDim × (position + 1) cycles. */
export function attentionSerialLastBeat({ headDim }: Pick<AttentionParameters, 'headDim'>): number {
  return 2 * headDim + 8;
}

/** Cycles from q's last beat to the first in which the micro-operation may be issued: q comes from a memory. */
export function attentionSerialStart(): number {
  return 1;
}
