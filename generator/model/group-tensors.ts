import { InputError } from '../errors.ts';
import type { WeightGroups } from './float-model.ts';
import type { Tensor } from './safetensors.ts';
import { checkFinite, checkShape } from './tensor-checks.ts';

const LARGEST_CODE = 15;

/** The tensors of a matrix of codes: a byte a code, the zero points and scales of its groups. */
export function groupTensors(
  name: string,
  { size, codes, zeroPoints, scales }: WeightGroups,
  rows: number,
  cols: number,
): readonly Tensor[] {
  if (cols % size !== 0) throw new Error(`groups of ${size} do not divide the ${cols} columns of ${name}`);
  const shape = [rows, cols / size];
  const single = scales.every((scale) => scale === Math.fround(scale));
  return [
    { name: `${name}.weight`, shape: [rows, cols], values: codes },
    { name: `${name}.zero_points`, shape, values: zeroPoints },
    { name: `${name}.scales`, shape, values: single ? Float32Array.from(scales) : scales },
  ];
}

/**
 * The groups of matrix `name` from its tensors: as many as it has scales a row.
 *
 * @throws InputError for tensors of another form and for numbers that cannot be
 */
export function readGroups(
  tensors: ReadonlyMap<string, Tensor>,
  name: string,
  { shape: [rows = 0, cols = 0], values: codes }: Tensor,
  subject: string,
): WeightGroups {
  const scales = take(tensors, `${name}.scales`);
  const perRow = scales.shape[1] ?? 0;
  if (scales.shape.length !== 2 || scales.shape[0] !== rows || perRow < 1 || cols % perRow !== 0) {
    throw new InputError({
      subject: `${subject}: tensor ${name}.scales`,
      rule: `must have the shape [${rows}, groups], where groups divides ${cols}`,
      received: scales.shape,
      hint: 'Each group of neighbouring columns of a row has a scale, and all have as many columns.',
    });
  }
  const zeroPoints = take(tensors, `${name}.zero_points`);
  checkShape(zeroPoints, `${name}.zero_points`, [rows, perRow], subject);
  const nibbles = (values: Tensor['values'], of: string): Uint8Array =>
    Uint8Array.from(checked(values, `${name}.${of}`, subject, isCode, `must be 0 to ${LARGEST_CODE}`));
  checkFinite(scales, `${name}.scales`, subject);
  return {
    size: cols / perRow,
    codes: nibbles(codes, 'weight'),
    zeroPoints: nibbles(zeroPoints.values, 'zero_points'),
    scales: Float64Array.from(
      checked(scales.values, `${name}.scales`, subject, (scale) => scale >= 0, 'must not be negative'),
    ),
  };
}

function isCode(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= LARGEST_CODE;
}

function take(tensors: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`no tensor ${name}`);
  return tensor;
}

/** @throws InputError for the first value that cannot be */
function checked(
  values: Tensor['values'],
  name: string,
  subject: string,
  fits: (value: number) => boolean,
  rule: string,
): Iterable<number> {
  const bad = values.findIndex((value) => !fits(value));
  if (bad < 0) return values;
  throw new InputError({
    subject: `${subject}: tensor ${name}[${bad}]`,
    rule,
    received: values[bad],
    hint: 'U8 holds codes of 4 bits; a weight is (code − zero point) · scale.',
  });
}
