/** What decides the times of the unit. */
interface RopeTiming {
  readonly rows: number;
  /** Elements of a head, padding included. */
  readonly headDim: number;
  readonly pipeline: number;
}

/**
 * Cycles in which the results leave that came at `results`: multiplied in their own cycle, rounded in the next (or after a register).
 * With one row, both elements of a pair are multiplied when the second comes, and leave one after the other.
 */
export function ropeBeats(
  results: readonly number[],
  { rows, pipeline }: Pick<RopeTiming, 'rows' | 'pipeline'>,
): readonly number[] {
  return results.map((result, beat) => {
    const second = rows === 1 && beat % 2 === 0 ? results[beat + 1] : result;
    if (second === undefined) throw new Error('a pair without its second element');
    const product = second + 1;
    const rounded = product + pipeline;
    return rows === 1 && beat % 2 === 1 ? rounded + 1 : rounded;
  });
}

/** First cycle in which a key or query may come after a step that started at `start`, the other beats of the head following one a cycle. */
export function ropeReady(start: number, { rows, headDim, pipeline }: RopeTiming): number {
  const words = Math.ceil(headDim / Math.max(2, rows));
  const pairsOfWord = headDim / 2 / words;
  let ready = start;
  for (let word = 0; word < words; word++) {
    const lastPair = (word + 1) * pairsOfWord - 1;
    const looked = start + lastPair + 1 + pipeline;
    const product = looked + 1;
    const written = product + 1;
    // Several words are in a memory, which is read a cycle ahead.
    const read = words > 1 ? written + 1 : written;
    const usedIn = rows === 1 ? 2 * word + 1 : word;
    ready = Math.max(ready, read - usedIn);
  }
  return ready;
}
