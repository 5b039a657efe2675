import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeDesign } from '../generator/emit/design.ts';
import { instancesOf } from '../generator/netlist/netlist.ts';
import { designOptions } from './arbitraries/design.ts';
import { designIntegers } from './arbitraries/write-design.ts';

test('a core names the images that its build holds, and no others', { timeout: 240_000 }, () => {
  fc.assert(
    fc.property(designOptions(), (options) => {
      const { core, images } = makeDesign(designIntegers(options), options.plan);
      const named = instancesOf(core).flatMap(({ parameters }) =>
        Object.values(parameters).filter((value) => typeof value === 'string' && value.startsWith('mem/')),
      );
      // A store of constants has the weights in its own text; the simulator reads the image.
      const constant = options.plan.weightStore === 'hardwired' ? ['mem/weights.mem'] : [];
      expect([...new Set([...named, ...constant])].sort()).toEqual([...images.keys()].sort());
    }),
    { numRuns: 100 },
  );
});
