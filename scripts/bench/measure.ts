import { MismatchError } from '../../generator/errors.ts';
import type { Play, Run } from './contestant.ts';
import type { Played } from './workload.ts';

export interface Rate {
  readonly tokens: number;
  /** Simulated clock cycles. */
  readonly cycles: number;
  readonly seconds: number;
}

/**
 * Plays more and more sequences until a run takes `seconds`, and checks every token and every cycle count of every run.
 * The last run counts: by then a just-in-time compiler is warm.
 */
export async function measure(expected: readonly Played[], play: Play, seconds: number): Promise<Rate> {
  for (let count = 1; ; ) {
    const run = await play(count);
    check(expected, run, count);
    if (run.seconds >= seconds) {
      const tokens = run.played.reduce((sum, sequence) => sum + sequence.tokens.length, 0);
      const cycles = run.played.reduce((sum, sequence) => sum + sequence.cycles, 0);
      return { tokens, cycles, seconds: run.seconds };
    }
    // A little more than it should need, and no more than ten times of what was seen to work.
    count = Math.ceil(Math.min(10, (1.2 * seconds) / run.seconds) * count);
  }
}

function check(expected: readonly Played[], { played }: Run, count: number): void {
  const differ = (signal: string, wanted: unknown, actual: unknown): MismatchError =>
    new MismatchError({ unit: 'bench', cycle: null, signal, expected: wanted, actual });
  if (played.length !== count) throw differ('sequences', count, played.length);
  played.forEach(({ tokens, cycles }, index) => {
    const wanted = expected[index % expected.length];
    const name = `sequence ${index}`;
    if (`${tokens}` !== `${wanted?.tokens}`) throw differ(`${name}: tokens`, wanted?.tokens, tokens);
    if (cycles !== wanted?.cycles) throw differ(`${name}: cycles`, wanted?.cycles, cycles);
  });
}
