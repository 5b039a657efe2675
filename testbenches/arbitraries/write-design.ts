import { makeDesign } from '../../generator/emit/design.ts';
import { emitDesign, NO_TARGET } from '../../generator/emit/emit-design.ts';
import { manifestText } from '../../generator/emit/manifest.ts';
import { writeFiles } from '../../generator/emit/write-files.ts';
import type { IntegerModel } from '../../generator/model/integer-model.ts';
import { quantise } from '../../generator/model/quantise.ts';
import { type DesignOptions, designModel } from './design.ts';

/** Writes the build folder of a random design. @returns the integer model that it was made from */
export async function writeDesign(folder: string, options: DesignOptions): Promise<IntegerModel> {
  const integer = quantise(designModel(options), options.folded ? {} : { folds: [] });
  const { files, design } = emitDesign(makeDesign(integer, options.plan), NO_TARGET);
  const all = new Map([...files, ['manifest.json', manifestText({ build_id: design.build_id }, files)]]);
  await writeFiles(folder, all);
  return integer;
}
