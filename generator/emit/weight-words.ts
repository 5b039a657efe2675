import type { IntegerLinear, IntegerModel } from '../model/integer-model.ts';
import type { MatmulOperation, MicroOperation } from '../program/micro-operation.ts';
import type { ArrayUnit } from '../sizing/plan.ts';
import type { UnitContext } from '../units/context.ts';
import { CODE_BITS, GROUP_LANES } from '../units/lookup_array/groups.ts';
import { packElements } from './image.ts';
import { weightDigit } from './weight-digit.ts';

interface ArraySizes {
  readonly rows: number;
  readonly lanes: number;
  readonly weightBits: number;
}

/** What one word of the store holds of a matrix: digit `plane` of a tile's rows and a word's columns. */
interface Place {
  readonly tile: number;
  readonly word: number;
  readonly plane: number;
}

/** How an array wants its weights: in which order, and packed how from the `lanes` weights of each row, row after row. */
interface WeightLayout {
  readonly places: (operation: MatmulOperation) => readonly Place[];
  readonly pack: (elements: Int16Array, p: ArraySizes) => bigint;
}

const LAYOUTS: Readonly<Record<ArrayUnit, WeightLayout>> = {
  // Tile after tile, and in it word after word, once for each digit.
  matmul_array: {
    places: ({ tiles, words, planes }) =>
      numbers(tiles).flatMap((tile) =>
        digitsDown(planes).flatMap((plane) => numbers(words).map((word) => ({ tile, word, plane }))),
      ),
    pack: (elements, { weightBits }) => packElements(elements, weightBits),
  },
  // Word after word, because a word's tables are made once for all tiles; from that word on which the last operation on the
  // vector left in them.
  lookup_array: {
    places: ({ tiles, words, planes, repeats }) =>
      rotated(words, repeats).flatMap((word) =>
        numbers(tiles).flatMap((tile) => digitsDown(planes).map((plane) => ({ tile, word, plane }))),
      ),
    pack: (elements, { rows, lanes }) =>
      packElements(
        numbers(rows).flatMap((row) => rowCodes(elements.subarray(row * lanes, (row + 1) * lanes))),
        CODE_BITS,
      ),
  },
};

/** Weight words of a design in program order. */
export function weightImage({ model, plan }: UnitContext, operations: readonly MicroOperation[]): bigint[] {
  const sizes = { rows: plan.rows, lanes: plan.lanes, weightBits: model.formats.weightBits };
  return weightWords(model, sizes, plan.array, operations);
}

/** The same for an array of some sizes; zero beyond the matrix. */
export function weightWords(
  { linears }: Pick<IntegerModel, 'linears'>,
  sizes: ArraySizes,
  array: ArrayUnit,
  operations: readonly MicroOperation[],
): bigint[] {
  const { places, pack } = LAYOUTS[array];
  const matmuls = operations.filter(
    (operation): operation is MatmulOperation => operation.unit === 'matmul_array',
  );
  return matmuls.flatMap((operation) => {
    const matrix = linears.find((linear) => linear.name === operation.matrix);
    if (matrix === undefined) return [];
    return places(operation).map((place) => pack(elementsAt(matrix, sizes, place), sizes));
  });
}

function elementsAt(matrix: IntegerLinear, p: ArraySizes, { tile, word, plane }: Place): Int16Array {
  const elements = new Int16Array(p.rows * p.lanes);
  for (let r = 0; r < p.rows; r++) {
    for (let l = 0; l < p.lanes; l++) {
      const row = tile * p.rows + r;
      const col = word * p.lanes + l;
      if (row >= matrix.rows || col >= matrix.cols) continue;
      elements[r * p.lanes + l] = weightDigit(matrix, row * matrix.cols + col, plane);
    }
  }
  return elements;
}

/** Codes of a row's groups: three trits, the first the lowest, as a number to base three of digits t + 1. */
function rowCodes(trits: Int16Array): number[] {
  const codes: number[] = [];
  for (let lane = 0; lane < trits.length; lane += GROUP_LANES) {
    let code = 0;
    for (let at = GROUP_LANES - 1; at >= 0; at--) code = 3 * code + (trits[lane + at] ?? 0) + 1;
    codes.push(code);
  }
  return codes;
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Words in the order of an operation: each begins with the word that the one before it ended with. */
function rotated(words: number, repeats: number): number[] {
  const first = (words - (repeats % words)) % words;
  return numbers(words).map((word) => (first + word) % words);
}

function digitsDown(planes: number): number[] {
  return numbers(planes).reverse();
}
