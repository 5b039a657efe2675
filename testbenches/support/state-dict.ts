import { type TensorShape, tensorShapes } from '../../generator/model/state-dict.ts';

/** A state dict of microGPT's sizes whose weights mean nothing: the same each time, and numbers that no 32-bit float holds. */
export function meaninglessStateDict() {
  const shape = {
    layers: 1,
    width: 16,
    heads: 4,
    kvHeads: 4,
    headDim: 4,
    ffn: 64,
    context: 16,
    vocabulary: 27,
  };
  let state = 1;
  const random = (): number => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  };
  const matrix = ({ rows, cols }: TensorShape): number[][] =>
    Array.from({ length: rows }, () => Array.from({ length: cols }, random));
  return {
    config: { n_layer: 1, n_embd: 16, n_head: 4, block_size: 16, vocab_size: 27 },
    chars: [...'abcdefghijklmnopqrstuvwxyz'],
    bos: 26,
    weights: Object.fromEntries(tensorShapes(shape).map((tensor) => [tensor.name, matrix(tensor)])),
  };
}
