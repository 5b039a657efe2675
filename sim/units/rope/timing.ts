/** What decides the times of the unit. */
interface RopeTiming {
  readonly rows: number;
  /** Elements of a head, padding included. */
  readonly headDim: number;
  readonly pipeline: number;
}

/** Cycle in which a result that came at `result` leaves: multiplied in its own cycle, rounded in the next (or behind a register). */
export function ropeBeat(result: number, { pipeline }: Pick<RopeTiming, 'pipeline'>): number {
  const product = result + 1;
  return product + pipeline;
}

/** First cycle in which a key or query may come after a step that started at `start`, the other beats of the head following one a cycle. */
export function ropeReady(start: number, { rows, headDim, pipeline }: RopeTiming): number {
  const words = Math.ceil(headDim / rows);
  const pairsOfWord = headDim / 2 / words;
  let ready = start;
  for (let word = 0; word < words; word++) {
    const lastPair = (word + 1) * pairsOfWord - 1;
    const looked = start + lastPair + 1 + pipeline;
    const product = looked + 1;
    const written = product + 1;
    // Several words are in a memory, which is read a cycle ahead.
    const read = words > 1 ? written + 1 : written;
    ready = Math.max(ready, read - word);
  }
  return ready;
}
