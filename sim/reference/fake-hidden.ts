import type { FeedForward } from '../../generator/model/float-model.ts';
import type { IntegerFormats } from '../../generator/model/integer-model.ts';
import { nearestEven, roundToGrid } from './rounding.ts';

/** The hidden vector of a feed-forward, docs/arithmetic.md §6c, with an exact sigmoid; gate and up are changed. */
export function fakeHidden(
  kind: FeedForward,
  gate: Float64Array,
  up: Float64Array,
  hidden: Float64Array,
  { xBits, gateFrac, upFrac, hiddenFrac }: IntegerFormats,
  rounds: boolean,
): void {
  if (rounds) {
    roundToGrid(gate, 2 ** -gateFrac, xBits);
    roundToGrid(up, 2 ** -upFrac, xBits);
  }
  const activated = kind === 'relu2_mul' ? 2 ** (xBits - 1 - 2 * gateFrac) : 2 ** -gateFrac;
  for (let i = 0; i < hidden.length; i++) {
    const [g, u] = [gate[i] ?? 0, up[i] ?? 0];
    if (kind === 'relu') {
      hidden[i] = Math.max(0, u);
    } else if (kind === 'silu_mul') {
      const a = g / (1 + Math.exp(-g));
      hidden[i] = (rounds ? nearestEven(a / activated) * activated : a) * u;
    } else {
      const a = Math.max(0, g) ** 2;
      hidden[i] = (rounds ? Math.floor(a / activated) * activated : a) * u;
    }
  }
  if (rounds) roundToGrid(hidden, 2 ** -hiddenFrac, xBits);
}
