import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoadedDesign } from '../../sim/design/load-design.ts';

/** A way to break the copy that the RTL simulator reads. */
export interface NamedCorruption {
  readonly name: string;
  readonly corrupt: (folder: string) => Promise<void>;
}

/** One bit of an image, one operator, one pipeline stage: a comparison that misses any of them proves nothing. */
export function corruptions(loaded: LoadedDesign): readonly NamedCorruption[] {
  const hardwired = loaded.design.plan.weightStore === 'hardwired';
  return [
    {
      name: hardwired ? 'one bit of a hard-wired weight' : 'one bit of mem/weights.mem',
      corrupt: hardwired
        ? (folder) =>
            replace(folder, 'rtl/weight_store.v', /(data_o <= \d+'h[0-9a-f]*)([0-9a-f])/, flipHexDigit)
        : (folder) => replace(folder, 'mem/weights.mem', /^([0-9a-f]*)([0-9a-f])/, flipHexDigit),
    },
    {
      name: 'one operator of rtl/residual.v',
      corrupt: (folder) => replace(folder, 'rtl/residual.v', /x\} \+ \{y/, 'x} - {y'),
    },
    {
      name: 'one pipeline stage of rtl/dequantise.v',
      corrupt: (folder) =>
        replace(folder, 'rtl/dequantise.v', /(\.BITS\(3 \+ TAG_BITS\), \.DEPTH\()1(\)\) u_y_flags)/, '$12$2'),
    },
  ];
}

function flipHexDigit(_match: string, before: string, digit: string): string {
  return `${before}${(Number.parseInt(digit, 16) ^ 1).toString(16)}`;
}

async function replace(
  folder: string,
  path: string,
  pattern: RegExp,
  by: string | ((match: string, ...groups: string[]) => string),
): Promise<void> {
  const file = join(folder, path);
  const text = await readFile(file, 'utf8');
  const changed = typeof by === 'string' ? text.replace(pattern, by) : text.replace(pattern, by);
  if (changed === text) throw new Error(`${path} has nothing that the self-test can corrupt`);
  await writeFile(file, changed);
}
