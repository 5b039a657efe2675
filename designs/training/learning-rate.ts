/** Linear warm-up to the peak, then half a cosine down to 0 after the last step. */
export function learningRate(step: number, steps: number, warmUpSteps: number, peak: number): number {
  if (step < warmUpSteps) return (peak * (step + 1)) / warmUpSteps;
  const progress = (step - warmUpSteps) / (steps - warmUpSteps);
  return (peak * (1 + Math.cos(Math.PI * progress))) / 2;
}
