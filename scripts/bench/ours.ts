import { SequenceRunner } from '../../sim/sequence.ts';
import type { Contestant } from './contestant.ts';
import { type Played, playSequence } from './workload.ts';

/** Our simulator, in this process. */
export const ours: Contestant = {
  name: 'fpga-gen',
  tool: null,
  prepare: async ({ loaded, sequences }) => {
    const runner = new SequenceRunner(loaded);
    return async (count) => {
      const played: Played[] = [];
      const begun = performance.now();
      while (played.length < count) {
        for (const request of sequences.slice(0, count - played.length)) {
          played.push(playSequence(runner, request));
        }
      }
      return { played, seconds: (performance.now() - begun) / 1000 };
    };
  },
};
