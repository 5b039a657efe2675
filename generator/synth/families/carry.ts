import type { Figure, PathGroup } from './family.ts';

/** Delays of a carry chain: in, along and out. */
export interface CarryFigures {
  /** From a propagate input (`S`) to the carry after it. */
  readonly entryPropagate: Figure;
  /** From a generate input (`DI`) to the carry after it. */
  readonly entryGenerate: Figure;
  /** Along the chain, per bit. */
  readonly perBit: Figure;
  /** From a carry to the sum beside it. */
  readonly exit: Figure;
  /** From a propagate input to its own sum. */
  readonly sum: Figure;
}

/**
 * The paths of a carry cell of `bits` bits with the pins of Xilinx' CARRY4 and CARRY8: sums `O`, carries
 * `CO`, inputs `S`, `DI`, `CI` and `CYINIT`. Bit i's sum is of carry i; carry i+1 is of bits 0…i.
 */
export function carryPaths(bits: number, figures: CarryFigures): readonly PathGroup[] {
  const { entryPropagate, entryGenerate, perBit, exit, sum } = figures;
  /** `start`, then `count` bits along the chain, then `end`. */
  const along = (start: Figure | null, count: number, end: Figure | null): Figure => ({
    picoseconds: (start?.picoseconds ?? 0) + count * perBit.picoseconds + (end?.picoseconds ?? 0),
    source: [start, count > 0 ? perBit : null, end].flatMap((part) => part?.source ?? []).join('; '),
  });
  const carriesIn = (to: number, end: Figure | null) => [
    ...Array.from({ length: to }, (_, bit) => [
      { pin: `S[${bit}]`, delay: along(entryPropagate, to - 1 - bit, end) },
      { pin: `DI[${bit}]`, delay: along(entryGenerate, to - 1 - bit, end) },
    ]).flat(),
    { pin: 'CI', delay: along(null, to, end) },
    { pin: 'CYINIT', delay: along(entryGenerate, to, end) },
  ];
  return Array.from({ length: bits }, (_, bit) => [
    { from: [{ pin: `S[${bit}]`, delay: sum }, ...carriesIn(bit, exit)], to: [`O[${bit}]`] },
    { from: carriesIn(bit + 1, null), to: [`CO[${bit}]`] },
  ]).flat();
}
