import { programWordBits } from '../design/program-word.ts';
import type { BipartiteTable, IntegerLinear } from '../model/integer-model.ts';
import { ROW_SCALE_ONE } from '../model/quantise-weights.ts';
import type { EncodedProgram } from '../program/encode.ts';
import type { MicroOperation } from '../program/micro-operation.ts';
import { beatsOf, type UnitContext } from '../units/context.ts';
import { sigmoidImage } from '../units/gated_activation/latency.ts';
import { ropeImages } from '../units/rope/latency.ts';
import { weightStoreParameters } from '../units/weight_store/parameters.ts';
import { groupScalesImage } from './group-scales-image.ts';
import { imageText, packElements } from './image.ts';
import { weightImage } from './weight-words.ts';

/** Every image of a build, by path in the build folder. */
export function memoryImages(
  context: UnitContext,
  operations: readonly MicroOperation[],
  program: EncodedProgram,
): Map<string, string> {
  const { model, widths } = context;
  const images = new Map<string, string>();
  images.set('mem/program.mem', imageText(program.words, programWordBits(program.fields)));
  const store = weightStoreParameters(context);
  const weights = weightImage(context, operations);
  const tail = weights.length - store.weightTail;
  images.set('mem/weights.mem', imageText(weights.slice(0, tail), store.weightWordBits));
  if (store.weightTail > 0)
    images.set('mem/weights_tail.mem', imageText(weights.slice(tail), store.weightWordBits));
  const { width, context: positions, vocabulary } = model.shape;
  const rows = { rows: widths.rows, bits: widths.xBits, beats: beatsOf(width, widths), width };
  images.set(
    'mem/token_embedding.mem',
    embeddingImage(model.tokenEmbedding, vocabulary, widths.tokenBits, rows),
  );
  if (model.positionEmbedding !== null) {
    images.set(
      'mem/position_embedding.mem',
      embeddingImage(model.positionEmbedding, positions, widths.positionBits, rows),
    );
  }
  if (model.rope !== null) for (const [path, text] of ropeImages(model.rope)) images.set(path, text);
  if (model.sigmoid !== null) images.set('mem/sigmoid.mem', sigmoidImage(model.sigmoid));
  if (model.biases.length > 0) images.set('mem/biases.mem', elementsImage(model.biases, widths.rows));
  if (model.gains.length > 0) images.set('mem/gains.mem', elementsImage(model.gains, widths.rows));
  if (model.formats.rowScales) {
    const unscaled = ({ rows }: IntegerLinear) => new Uint16Array(rows).fill(ROW_SCALE_ONE);
    const scales = model.linears.map((linear) => linear.rowScales ?? unscaled(linear));
    images.set('mem/row_scales.mem', elementsImage(scales, widths.rows));
  }
  const { groupSize, groupScaleBits } = model.formats;
  if (groupSize > 0) {
    const groups = { rows: widths.rows, groupSize, groupScaleBits };
    images.set('mem/group_scales.mem', groupScalesImage(model.linears, groups));
  }
  for (const [name, table] of Object.entries(model.tables) as [string, BipartiteTable | null][]) {
    if (table === null) continue;
    images.set(`mem/${name}_t0.mem`, imageText(Array.from(table.t0, BigInt), table.outBits));
    if (table.t1Bits === 0) continue;
    const corrections = Array.from(table.t1, (value) => packElements([value], table.t1Bits));
    images.set(`mem/${name}_t1.mem`, imageText(corrections, table.t1Bits));
  }
  return images;
}

/** 16-bit elements of one vector after another, `rows` a word, each vector padded to whole words. */
function elementsImage(vectors: readonly (Int16Array | Uint16Array)[], rows: number): string {
  const words = vectors.flatMap((vector) =>
    Array.from({ length: Math.ceil(vector.length / rows) }, (_, beat) =>
      packElements(vector.subarray(beat * rows, (beat + 1) * rows), ELEMENT_BITS),
    ),
  );
  return imageText(words, ELEMENT_BITS * rows);
}

/** Bits of a gain, of a row's scale and of a bias. */
const ELEMENT_BITS = 16;

/** Rows of an embedding, each padded to a power of two of bus beats, the table to 2^indexBits rows. */
function embeddingImage(
  values: Int32Array,
  count: number,
  indexBits: number,
  layout: { readonly rows: number; readonly bits: number; readonly beats: number; readonly width: number },
): string {
  const { rows, bits, beats, width } = layout;
  const beatsPadded = 2 ** Math.ceil(Math.log2(beats));
  const words: bigint[] = [];
  for (let index = 0; index < 2 ** indexBits; index++) {
    const row = index < count ? values.subarray(index * width, (index + 1) * width) : new Int32Array(0);
    for (let beat = 0; beat < beatsPadded; beat++) {
      const elements = row.slice(beat * rows, (beat + 1) * rows);
      words.push(packElements(elements, bits));
    }
  }
  return imageText(words, bits * rows);
}
