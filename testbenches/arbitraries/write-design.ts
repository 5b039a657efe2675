import fc from 'fast-check';
import { makeDesign } from '../../generator/emit/design.ts';
import { emitDesign, NO_TARGET } from '../../generator/emit/emit-design.ts';
import { manifestText } from '../../generator/emit/manifest.ts';
import { writeFiles } from '../../generator/emit/write-files.ts';
import { InputError } from '../../generator/errors.ts';
import type { IntegerModel } from '../../generator/model/integer-model.ts';
import { quantise } from '../../generator/model/quantise.ts';
import { type DesignOptions, designModel } from './design.ts';

/** The integers of a random design. A model whose numbers step ② cannot hold is no case of a property. */
export function designIntegers(options: DesignOptions): IntegerModel {
  try {
    return quantise(designModel(options), options.folded ? {} : { folds: [] });
  } catch (error) {
    fc.pre(!(error instanceof InputError));
    throw error;
  }
}

/** Writes the build folder of a random design. @returns the integer model that it was made from */
export async function writeDesign(folder: string, options: DesignOptions): Promise<IntegerModel> {
  const integer = designIntegers(options);
  const { files, design } = emitDesign(makeDesign(integer, options.plan), NO_TARGET);
  const all = new Map([...files, ['manifest.json', manifestText({ build_id: design.build_id }, files)]]);
  await writeFiles(folder, all);
  return integer;
}
