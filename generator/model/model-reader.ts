import type { ContentReader } from './content-reader.ts';
import type { FloatModel } from './float-model.ts';
import type { LoadOptions } from './load-options.ts';

/** Reads models of one kind. */
export interface ModelReader extends ContentReader {
  /** @throws InputError for everything that is wrong with the file */
  load(path: string, options: LoadOptions): FloatModel;
}
