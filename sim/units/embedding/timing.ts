/** Cycle of bus beat `beat` of an embedding issued at `issue`: the ROM answers a cycle later, the sum one more. */
export function embeddingBeat(issue: number, beat: number): number {
  return issue + 1 + 1 + beat;
}
