import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DesignFile } from '../../generator/emit/design-file.ts';
import { fileFailure } from '../../generator/file-failure.ts';
import type { BipartiteTable, IntegerTables, Tokenizer } from '../../generator/model/integer-model.ts';
import type { RopeTables } from '../../generator/model/rope-tables.ts';
import type { SigmoidTable } from '../../generator/model/sigmoid-table.ts';
import type { TextCodec } from '../tokenizers/text-codec.ts';
import { codecOf } from '../tokens.ts';
import { parseDesign, refusal } from './design-document.ts';
import { GroupScales } from './group-scales.ts';
import { imageWords, unpackSigned } from './image.ts';
import { requireIntactDesign } from './intact.ts';
import { decodeProgram, type ProgramWord } from './program.ts';
import { ropeImages } from './rope-images.ts';
import { sigmoidOf } from './sigmoid-image.ts';
import { untile } from './stored-weights.ts';
import { designTokenizer } from './tokenizer.ts';

/** A matrix as the memories hold it, cut to its logical size: int[rows × cols], row-major, what an operand is multiplied by in all. */
export interface StoredMatrix {
  readonly rows: number;
  readonly cols: number;
  readonly weights: Int16Array;
  /** ρ of each row, 2^15 for 1; null in a design without row scales. */
  readonly rowScales: Uint16Array | null;
}

/** A program word with what the simulator needs beside it. */
export interface LoadedWord extends ProgramWord {
  /** Elements of the result, and of the vector that it reads. */
  readonly resultLength: number;
  readonly vectorLength: number;
  /** Operations with a matrix that have read that vector before. */
  readonly repeats: number;
  /** Absent for the identity and for other units. */
  readonly matrix: StoredMatrix | null;
}

/** A build folder, read. Nothing in it comes from the model. */
export interface LoadedDesign {
  readonly design: DesignFile;
  readonly program: readonly LoadedWord[];
  readonly tables: IntegerTables;
  readonly tokenEmbedding: Int32Array;
  readonly positionEmbedding: Int32Array | null;
  readonly rope: RopeTables | null;
  readonly sigmoid: SigmoidTable | null;
  readonly biases: readonly Int16Array[];
  readonly gains: readonly Int16Array[];
  readonly tokenizer: Tokenizer;
  /** What the tokenizer does. */
  readonly codec: TextCodec;
}

/** Reads design.json and the memory images of a build folder. */
export function loadDesign(folder: string): LoadedDesign {
  const text = readText(folder, 'design.json');
  const design = parseDesign(text, join(folder, 'design.json'));
  requireIntactDesign(folder, text);
  const words = (name: string, least: number): bigint[] => {
    const path = `mem/${name}.mem`;
    return imageWords(readText(folder, path), join(folder, path), least);
  };
  const { shape, core, formats } = design;
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
  const program = attachMatrices(
    decodeProgram(words('program', design.program.words), design),
    [
      ...words('weights', core.weightWords - core.weightTail),
      ...(core.weightTail > 0 ? words('weights_tail', core.weightTail) : []),
    ],
    formats.rowScales ? words('row_scales', core.rowScaleWords) : null,
    core.groupSize > 0 ? new GroupScales(words('group_scales', core.groupWords), core) : null,
    design,
  );
  return {
    design,
    program,
    tables: {
      reciprocal: table('reciprocal'),
      rsqrt: required('rsqrt'),
      attention_exp2: required('attention_exp2'),
      attention_reciprocal: required('attention_reciprocal'),
      sampler_exp2: required('sampler_exp2'),
    },
    tokenEmbedding: rows('token_embedding', shape.vocabulary),
    positionEmbedding: design.rope === null ? rows('position_embedding', shape.context) : null,
    rope: design.rope === null ? null : { ...design.rope, ...ropeImages(design.rope, words) },
    sigmoid: core.gate === 'silu' ? sigmoidOf(words('sigmoid', 64)) : null,
    biases: core.biases === 0 ? [] : loadBiases(words('biases', core.biasWords), program, design),
    gains: core.gains === 0 ? [] : loadGains(words('gains', core.gainWords), program, design),
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
  rowScaleWords: readonly bigint[] | null,
  groupScales: GroupScales | null,
  design: DesignFile,
): LoadedWord[] {
  const { shape, core } = design;
  let vectorLength = shape.width;
  let tiles = 0;
  let vectorReads = 0;
  return program.map((word) => {
    const resultLength = lengthOf(word, shape);
    const multiplies = word.unit === 'matmul_array' && !word.identity;
    const repeats = multiplies ? vectorReads++ : 0;
    let matrix: StoredMatrix | null = null;
    if (multiplies) {
      const rowScales =
        rowScaleWords === null
          ? null
          : Uint16Array.from(
              rowScaleWords.slice(tiles, tiles + word.tiles).flatMap((scales) => unpack16(scales, core.rows)),
            ).slice(0, resultLength);
      tiles += word.tiles;
      const operation = { ...word, repeats };
      const weights = untile(operation, weightWords, groupScales, [resultLength, vectorLength], design);
      matrix = { rows: resultLength, cols: vectorLength, weights, rowScales };
    }
    const loaded: LoadedWord = { ...word, resultLength, vectorLength, repeats, matrix };
    if (word.unit === 'attention' || word.emit) vectorReads = 0;
    if (word.unit === 'attention') vectorLength = shape.heads * shape.headDim;
    if (word.unit === 'matmul_array' && word.emit) vectorLength = resultLength;
    return loaded;
  });
}

/** Elements that a word's unit puts out. */
function lengthOf({ unit, sink }: ProgramWord, shape: DesignFile['shape']): number {
  if (unit === 'attention') return shape.heads * shape.headDim;
  if (unit !== 'matmul_array') return shape.width;
  switch (sink) {
    case 'activation':
    case 'gate':
    case 'up':
      return shape.ffn;
    case 'logits':
      return shape.vocabulary;
    case 'k':
    case 'v':
      return shape.kvHeads * shape.headDim;
    case 'q':
      return shape.heads * shape.headDim;
    default:
      return shape.width;
  }
}

/** Biases of every projection of the program, in its order. */
function loadBiases(
  words: readonly bigint[],
  program: readonly LoadedWord[],
  { core }: DesignFile,
): Int16Array[] {
  return cutElements(
    words,
    program.filter(
      ({ sink, unit }) => unit === 'matmul_array' && (sink === 'k' || sink === 'v' || sink === 'q'),
    ),
    core.rows,
  );
}

/** Gains of every vector that the program puts on the bus, in its order. */
function loadGains(
  words: readonly bigint[],
  program: readonly LoadedWord[],
  { core }: DesignFile,
): Int16Array[] {
  return cutElements(
    words,
    program.filter(({ unit, emit }) => unit === 'embedding' || unit === 'attention' || emit),
    core.rows,
  );
}

/** 16-bit elements of one vector after another, each in whole words. */
function cutElements(words: readonly bigint[], vectors: readonly LoadedWord[], rows: number): Int16Array[] {
  let at = 0;
  return vectors.map(({ resultLength }) => {
    const beats = Math.ceil(resultLength / rows);
    const own = words.slice(at, at + beats).flatMap((word) => unpackSigned(word, rows, 16));
    at += beats;
    return Int16Array.from(own.slice(0, resultLength));
  });
}

function unpack16(word: bigint, count: number): number[] {
  return unpackSigned(word, count, 16).map((value) => (value < 0 ? value + 2 ** 16 : value));
}
