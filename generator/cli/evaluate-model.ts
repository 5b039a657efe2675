import { documentsOfText } from '../../sim/documents.ts';
import { evaluate } from '../../sim/evaluate.ts';
import { InputError } from '../errors.ts';
import { takenModel } from '../model/choices/choose.ts';
import { loadModel } from '../model/load.ts';
import { quantise } from '../model/quantise.ts';
import { readModelFile } from '../model/read-json.ts';
import type { EvalRequest, EvalResult } from '../schema/eval.ts';

/** Longest text that is judged, in bytes; a good estimate needs far less. */
const LARGEST_TEXT_BYTES = 64 * 2 ** 20;

/** Loads and quantises a model, and judges it on a text. @throws InputError */
export async function evaluateModel({ model: path, textFile, ...options }: EvalRequest): Promise<EvalResult> {
  const model = loadModel(path, options);
  const text = readText(textFile);
  const documents = documentsOfText(text, model.tokenizer, model.shape.context, textFile);
  const integer = quantise(model);
  return evaluate(model, integer, documents, takenModel(model, integer));
}

function readText(file: string): string {
  const bytes = readModelFile(file, `--text ${file}`, LARGEST_TEXT_BYTES);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError({ subject: `--text ${file}`, rule: 'must be text in UTF-8' });
  }
}
