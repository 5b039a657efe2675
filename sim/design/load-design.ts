import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DesignFile } from '../../generator/emit/design-file.ts';
import { fileFailure } from '../../generator/file-failure.ts';
import type { BipartiteTable, IntegerTables, Tokenizer } from '../../generator/model/integer-model.ts';
import type { TextCodec } from '../tokenizers/text-codec.ts';
import { codecOf } from '../tokens.ts';
import { parseDesign, refusal } from './design-document.ts';
import { imageWords, unpackSigned } from './image.ts';
import { decodeProgram, type ProgramWord } from './program.ts';
import { designTokenizer } from './tokenizer.ts';

/** A matrix as the weight store holds it, cut to its logical size: int[rows × cols], row-major. */
export interface StoredMatrix {
  readonly rows: number;
  readonly cols: number;
  readonly weights: Int16Array;
}

/** A program word with what the simulator needs beside it. */
export interface LoadedWord extends ProgramWord {
  /** Elements of the result, and of the vector that it reads. */
  readonly resultLength: number;
  readonly vectorLength: number;
  /** Absent for the identity and for other units. */
  readonly matrix: StoredMatrix | null;
}

/** A build folder, read. Nothing in it comes from the model. */
export interface LoadedDesign {
  readonly design: DesignFile;
  readonly program: readonly LoadedWord[];
  readonly tables: IntegerTables;
  readonly tokenEmbedding: Int32Array;
  readonly positionEmbedding: Int32Array;
  readonly tokenizer: Tokenizer;
  /** What the tokenizer does. */
  readonly codec: TextCodec;
}

/** Reads design.json and the memory images of a build folder. */
export function loadDesign(folder: string): LoadedDesign {
  const design = parseDesign(readText(folder, 'design.json'), join(folder, 'design.json'));
  const words = (name: string, least: number): bigint[] => {
    const path = `mem/${name}.mem`;
    return imageWords(readText(folder, path), join(folder, path), least);
  };
  const { shape, core } = design;
  const tokenizer = designTokenizer(design, folder, (path) => readText(folder, path));
  const table = (name: string): BipartiteTable | null => {
    const description = design.tables[name];
    if (description === undefined) return null;
    const { k0, k1, k2 } = description.fields;
    const t1 = description.t1Bits > 0 ? words(`${name}_t1`, 2 ** (k0 + k2)) : [];
    return {
      ...description,
      t0: Int32Array.from(words(`${name}_t0`, 2 ** (k0 + k1)), Number),
      t1: Int32Array.from(t1, (value) => Number(BigInt.asIntN(description.t1Bits, value))),
    };
  };
  const required = (name: string): BipartiteTable => {
    const found = table(name);
    if (found === null)
      throw refusal(join(folder, 'design.json'), `must describe the table ${name}`, design.tables);
    return found;
  };
  const rows = (name: string, count: number): Int32Array => {
    const beatsPadded = 2 ** Math.ceil(Math.log2(core.beats));
    const image = words(name, count * beatsPadded);
    const values: number[] = [];
    for (let index = 0; index < count; index++) {
      const row: number[] = [];
      for (let beat = 0; beat < core.beats; beat++) {
        row.push(...unpackSigned(image[index * beatsPadded + beat] ?? 0n, core.rows, core.xBits));
      }
      values.push(...row.slice(0, shape.width));
    }
    return Int32Array.from(values);
  };
  return {
    design,
    program: attachMatrices(
      decodeProgram(words('program', design.program.words), design),
      words('weights', core.weightWords),
      design,
    ),
    tables: {
      reciprocal: table('reciprocal'),
      rsqrt: required('rsqrt'),
      attention_exp2: required('attention_exp2'),
      attention_reciprocal: required('attention_reciprocal'),
      sampler_exp2: required('sampler_exp2'),
    },
    tokenEmbedding: rows('token_embedding', shape.vocabulary),
    positionEmbedding: rows('position_embedding', shape.context),
    tokenizer,
    codec: codecOf(tokenizer),
  };
}

function readText(folder: string, path: string): string {
  try {
    return readFileSync(join(folder, path), 'utf8');
  } catch (error) {
    throw fileFailure(join(folder, path), 'read', error, 'give the folder that `fpga-gen build -o` made');
  }
}

function attachMatrices(
  program: readonly ProgramWord[],
  weightWords: readonly bigint[],
  design: DesignFile,
): LoadedWord[] {
  const { shape, core } = design;
  let vectorLength = shape.width;
  return program.map((word) => {
    const resultLength =
      word.sink === 'activation' ? shape.ffn : word.sink === 'logits' ? shape.vocabulary : shape.width;
    const loaded: LoadedWord = {
      ...word,
      resultLength,
      vectorLength,
      matrix:
        word.unit !== 'matmul_array' || word.identity
          ? null
          : untile(word, weightWords, resultLength, vectorLength, core.rows, core.lanes, core.weightBits),
    };
    if (word.unit === 'attention') vectorLength = shape.width;
    if (word.unit === 'matmul_array' && word.emit) vectorLength = resultLength;
    return loaded;
  });
}

/** Undoes the tiling of the weight store. */
function untile(
  word: ProgramWord,
  weightWords: readonly bigint[],
  rows: number,
  cols: number,
  tileRows: number,
  lanes: number,
  bits: number,
): StoredMatrix {
  const weights = new Int16Array(rows * cols);
  for (let tile = 0; tile < word.tiles; tile++) {
    for (let index = 0; index < word.words; index++) {
      const stored = weightWords[word.base + tile * word.words + index] ?? 0n;
      const elements = unpackSigned(stored, tileRows * lanes, bits);
      for (let r = 0; r < tileRows; r++) {
        for (let l = 0; l < lanes; l++) {
          const row = tile * tileRows + r;
          const col = index * lanes + l;
          if (row < rows && col < cols) weights[row * cols + col] = elements[r * lanes + l] ?? 0;
        }
      }
    }
  }
  return { rows, cols, weights };
}
