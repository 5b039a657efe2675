/** Cycle in which a result that came at `result` leaves with its bias: limited in its own cycle. */
export function biasedBeat(result: number): number {
  return result + 1;
}
