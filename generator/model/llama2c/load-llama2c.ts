import { statSync } from 'node:fs';
import { extname } from 'node:path';
import type { FloatLayer, FloatLinear, FloatModel, Norm } from '../float-model.ts';
import type { Tokenizer } from '../integer-model.ts';
import type { LoadOptions } from '../load-options.ts';
import { modelNameOf } from '../model-name.ts';
import type { ModelReader } from '../model-reader.ts';
import { readHead } from '../read-head.ts';
import { readTokenizer } from '../tokenizer/read-tokenizer.ts';
import { type Llama2cHeader, looksLikeLlama2c, parseHeader, refusal } from './header.ts';
import { type Llama2cLayout, possibleLayouts, type TensorPlace } from './layout.ts';
import { boundaryOf } from './special-tokens.ts';
import { checkTensors, readTensor } from './tensor-values.ts';

/** Source: llama2.c, run.c, `rmsnorm`. */
const NORM_EPSILON = 1e-5;
/** Source: llama2.c, run.c, `forward`. */
const ROTARY_BASE = 10_000;

/**
 * llama2.c's files, versions 0 (without magic), 1 and 2. Values are checked once and read again when they are taken, so
 * that no more than a matrix is held at a time.
 */
export const llama2cReader: ModelReader = {
  name: 'a llama2.c file',
  extensions: ['.bin'],
  recognises: (_, head) => head !== null && looksLikeLlama2c(head),
  load: loadLlama2c,
};

function loadLlama2c(path: string, options: LoadOptions): FloatModel {
  const header = parseHeader(readHead(path, path) ?? new Uint8Array(), path);
  const layout = layoutOf(header, path);
  checkTensors(path, layout.places.values());
  const { shape } = header;
  const place = (name: string): TensorPlace => {
    const found = layout.places.get(name);
    if (found === undefined) throw new Error(`no tensor ${name}`);
    return found;
  };
  const linear = (name: string, tensor: string): FloatLinear => {
    const found = place(tensor);
    const { rows, cols } = found;
    return {
      name,
      rows,
      cols,
      get values() {
        return readTensor(path, found);
      },
    };
  };
  const norm = (tensor: string): Norm => ({ gain: readTensor(path, place(tensor)) });
  const layer = (index: number): FloatLayer => ({
    attentionNorm: norm(`layer${index}.rms_att_weight`),
    wq: linear(`layer${index}.attn_wq`, `layer${index}.wq`),
    wk: linear(`layer${index}.attn_wk`, `layer${index}.wk`),
    wv: linear(`layer${index}.attn_wv`, `layer${index}.wv`),
    attentionSubNorm: null,
    wo: linear(`layer${index}.attn_wo`, `layer${index}.wo`),
    ffnNorm: norm(`layer${index}.rms_ffn_weight`),
    gate: linear(`layer${index}.ffn_gate`, `layer${index}.w1`),
    up: linear(`layer${index}.ffn_up`, `layer${index}.w3`),
    ffnSubNorm: null,
    down: linear(`layer${index}.ffn_down`, `layer${index}.w2`),
  });
  return {
    kind: 'llama',
    name: modelNameOf(path, extname(path)),
    shape,
    normEpsilon: NORM_EPSILON,
    weightFormat: options.weightFormat ?? 'int8',
    activationFormat: options.activationFormat ?? 'int8',
    kvFormat: options.kvFormat ?? 'int8',
    get tokenEmbedding() {
      return readTensor(path, place('token_embedding_table'));
    },
    positions: { kind: 'rotary', base: ROTARY_BASE, pairing: 'adjacent' },
    embeddingNorm: null,
    feedForward: 'silu_mul',
    layers: Array.from({ length: shape.layers }, (_, index) => layer(index)),
    finalNorm: norm('rms_final_weight'),
    head: linear('lm_head', header.tiedHead ? 'token_embedding_table' : 'wcls'),
    tokenizer: tokenizer(options.tokenizer, shape.vocabulary),
    trainedTernary: false,
    calibration: null,
  };
}

/** The layout whose length is the file's. */
function layoutOf(header: Llama2cHeader, path: string): Llama2cLayout {
  const { size } = statSync(path);
  const layouts = possibleLayouts(header);
  const found = layouts.find(({ bytes }) => bytes === size);
  if (found !== undefined) return found;
  const lengths = layouts.map(({ bytes }) => bytes).join(' or ');
  throw refusal(path, `must have ${lengths} bytes, as the sizes in its header say`, size);
}

function tokenizer(file: string | undefined, vocabulary: number): Tokenizer {
  if (file !== undefined) return readTokenizer(file, vocabulary);
  return { kind: 'none', boundary: boundaryOf(vocabulary) };
}
