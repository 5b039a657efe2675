import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Verilog files of a folder that make fpga_gen_axi; the other top takes no part. */
export async function rtlSources(folder: string): Promise<string[]> {
  const list = await readFile(join(folder, 'rtl', 'filelist.f'), 'utf8');
  return list.split('\n').filter((line) => line !== '' && !line.includes('uart'));
}
