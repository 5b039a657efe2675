export function samplerParallelToken(
  last: number,
  p: { pipeline: number; vocabulary: number; rows: number },
): number {
  const lanes = Math.min(p.rows, p.vocabulary);
  return last + 7 - p.pipeline + (p.vocabulary > 36 ? 2 : 0) + (lanes > (p.pipeline ? 36 : 17) ? 1 : 0);
}
