/** What decides the times of the unit. */
interface GatedTiming {
  readonly mode: 'silu' | 'relu2';
  /** Beats of a vector. */
  readonly beats: number;
  readonly pipeline: number;
}

/** Cycle of the bus beat of an up beat that came at `up`. */
export function gatedActivationBeat(up: number, { pipeline }: Pick<GatedTiming, 'pipeline'>): number {
  const product = up + 1;
  return product + pipeline;
}

/** First cycle in which the up beat of the same index may come as a gate beat that came at `gate`. */
export function gateKept(gate: number, { mode, beats }: Pick<GatedTiming, 'mode' | 'beats'>): number {
  const line = mode === 'silu' ? gate + 1 : gate;
  const activated = line + 1;
  const written = activated + 1;
  // Of several beats one is read, a cycle ahead.
  return beats > 1 ? written + 1 : written;
}
