import type { Played, Workload } from './workload.ts';

/** What came of playing sequences. */
export interface Run {
  readonly played: readonly Played[];
  /** Wall time from the first sequence's begin to the last one's end. */
  readonly seconds: number;
}

/** Plays the first `count` sequences of the workload, beginning anew where they end. */
export type Play = (count: number) => Promise<Run>;

/** A simulator that is measured. */
export interface Contestant {
  readonly name: string;
  /** The executable that must be installed, or null for ours. */
  readonly tool: string | null;
  /** Compiles what has to be compiled, in the empty folder `work`; takes no part in the measured time. */
  readonly prepare: (workload: Workload, work: string) => Promise<Play>;
}
