import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders of a build that a simulation of the AXI top needs: `tb` is there where the board's own top is another one. */
export const SOURCE_FOLDERS = ['mem', 'rtl', 'tb'] as const;

/** Verilog of a build and of its AXI top, by path in the build folder. */
export function verilogSources(folder: string): readonly string[] {
  return ['rtl/filelist.f', 'tb/filelist.f']
    .map((list) => join(folder, list))
    .filter((list) => existsSync(list))
    .flatMap((list) => readFileSync(list, 'utf8').split('\n'))
    .filter((line) => line !== '');
}
