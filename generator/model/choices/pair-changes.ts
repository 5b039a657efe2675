import { cosineSine, exponential } from '../elementary.ts';

/** What happens to a rotary pair of a key-value head: a turn, then a factor. */
export interface PairChange {
  readonly cos: number;
  readonly sin: number;
  readonly factor: number;
}

/** Turns by n·π/32 are tried, up to but not a right angle, which only swaps the two elements. */
const TURNS = 16;
/** Steps of the factors' logarithms: halved from the first until below the last. */
const FIRST_STEP = 1;
const LAST_STEP = 0.02;

/**
 * For one key-value head: the turn of each pair with the least mean square of its larger element, then the factors d
 * that minimise E[max (d·m)²] · Σ Q/d², m a pair's larger element and Q what the queries weigh it with: the first sets
 * the keys' rounding error, the second what comes of it in a score. Their geometric mean is 1.
 *
 * @param keys by pair, the two elements of each sample beside each other
 * @param weights Q of each pair
 */
export function pairChanges(
  keys: readonly Float64Array[],
  weights: readonly number[],
): readonly PairChange[] {
  const turns = keys.map(bestTurn);
  const squares = turns.map(({ squares: own }) => own);
  // Nothing is lost where nothing is stored, or nobody asks.
  const live = keys.every((_, pair) => (weights[pair] ?? 0) > 0 && (turns[pair]?.mean ?? 0) > 0);
  const logs = live ? bestLogarithms(squares, weights) : weights.map(() => 0);
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return turns.map(({ cos, sin }, pair) => ({ cos, sin, factor: exponential((logs[pair] ?? 0) - mean) }));
}

interface Turn {
  readonly cos: number;
  readonly sin: number;
  /** Of the larger element, by sample, and their mean. */
  readonly squares: Float64Array;
  readonly mean: number;
}

function bestTurn(pairs: Float64Array): Turn {
  const turns = Array.from({ length: TURNS }, (_, n): Turn => {
    const { cos, sin } = cosineSine((n * Math.PI) / (2 * TURNS));
    const squares = new Float64Array(pairs.length / 2);
    let sum = 0;
    for (let i = 0; i < squares.length; i++) {
      const [a, b] = [pairs[2 * i] ?? 0, pairs[2 * i + 1] ?? 0];
      const square = Math.max(Math.abs(a * cos - b * sin), Math.abs(a * sin + b * cos)) ** 2;
      squares[i] = square;
      sum += square;
    }
    return { cos, sin, squares, mean: sum / squares.length };
  });
  return turns.reduce((best, turn) => (turn.mean < best.mean ? turn : best));
}

/** Search along the coordinates, each up and down by a step. */
function bestLogarithms(squares: readonly Float64Array[], weights: readonly number[]): readonly number[] {
  let best = { logs: weights.map(() => 0), objective: Infinity };
  best.objective = objectiveOf(best.logs, squares, weights);
  for (let step = FIRST_STEP; step >= LAST_STEP; ) {
    const before = best.objective;
    for (const pair of weights.keys()) {
      for (const way of [step, -step]) {
        const logs = best.logs.map((log, i) => (i === pair ? log + way : log));
        const objective = objectiveOf(logs, squares, weights);
        if (objective < best.objective) best = { logs, objective };
      }
    }
    if (best.objective === before) step /= 2;
  }
  return best.logs;
}

function objectiveOf(
  logs: readonly number[],
  squares: readonly Float64Array[],
  weights: readonly number[],
): number {
  const factors = logs.map((log) => exponential(2 * log));
  const largest = new Float64Array(squares[0]?.length ?? 0);
  squares.forEach((own, pair) => {
    const factor = factors[pair] ?? 1;
    for (let i = 0; i < largest.length; i++) {
      const square = (own[i] ?? 0) * factor;
      if (square > (largest[i] ?? 0)) largest[i] = square;
    }
  });
  const losses = weights.map((weight, pair) => weight / (factors[pair] ?? 1));
  return sum(largest) * sum(losses);
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
