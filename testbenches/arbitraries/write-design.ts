import { emitDesign, NO_TARGET } from '../../generator/emit/emit-design.ts';
import { manifestText } from '../../generator/emit/manifest.ts';
import { writeFiles } from '../../generator/emit/write-files.ts';
import type { IntegerModel } from '../../generator/model/integer-model.ts';
import { quantise } from '../../generator/model/quantise.ts';
import type { DesignOptions } from './design.ts';
import { randomFloatModel } from './model.ts';

/** Writes the build folder of a random design. @returns the integer model that it was made from */
export async function writeDesign(folder: string, { model, plan }: DesignOptions): Promise<IntegerModel> {
  const integer = quantise(randomFloatModel(model), model.folded ? {} : { folds: [] });
  const { files, design } = emitDesign(integer, plan, NO_TARGET);
  const all = new Map([...files, ['manifest.json', manifestText({ build_id: design.build_id }, files)]]);
  await writeFiles(folder, all);
  return integer;
}
