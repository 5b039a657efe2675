import { InputError } from '../../errors.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import type { ValueType } from './value-type.ts';

/** A tensor where it lies: nothing of it is in memory until it is asked for. */
export interface StoredTensor {
  readonly name: string;
  /** Row-major: the last size is that of neighbours. */
  readonly shape: readonly number[];
  readonly type: ValueType;
  readonly file: CheckpointFile;
  /** Where in the file it begins; its bytes were checked to lie in it. */
  readonly offset: number;
}

/** Largest piece of a tensor that is in memory undecoded. */
const PIECE_BYTES = 4 * 2 ** 20;

export function elementsOf({ shape }: Pick<StoredTensor, 'shape'>): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function bytesOf(tensor: Pick<StoredTensor, 'shape' | 'type'>): number {
  return (elementsOf(tensor) / tensor.type.blockValues) * tensor.type.blockBytes;
}

/** `model.safetensors: tensor model.norm.weight` */
export function subjectOf({ file, name }: Pick<StoredTensor, 'file' | 'name'>): string {
  return `${file.path}: tensor ${name}`;
}

/** All values. */
export function readValues(tensor: StoredTensor): Float64Array {
  const values = new Float64Array(elementsOf(tensor));
  for (const { first, bytes, count } of pieces(tensor)) {
    tensor.type.decode(bytes, values.subarray(first, first + count));
  }
  return values;
}

/** All bytes. */
export function readBytes(tensor: StoredTensor): Uint8Array<ArrayBuffer> {
  return tensor.file.read(tensor.offset, bytesOf(tensor));
}

/** Whole blocks, a few megabytes at a time. */
export function* pieces(tensor: StoredTensor): Generator<{
  readonly first: number;
  readonly count: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}> {
  const { blockValues, blockBytes } = tensor.type;
  const blocks = elementsOf(tensor) / blockValues;
  const blocksAtOnce = Math.max(1, Math.floor(PIECE_BYTES / blockBytes));
  for (let block = 0; block < blocks; block += blocksAtOnce) {
    const length = Math.min(blocksAtOnce, blocks - block);
    yield {
      first: block * blockValues,
      count: length * blockValues,
      bytes: tensor.file.read(tensor.offset + block * blockBytes, length * blockBytes),
    };
  }
}

/** @throws InputError at the first value that is no finite number. It reads the tensor once, piece by piece. */
export function checkValues(tensor: StoredTensor): void {
  for (const { first, bytes } of pieces(tensor)) {
    const flaw = tensor.type.flaw(bytes);
    if (flaw === undefined) continue;
    throw new InputError({
      subject: `${subjectOf(tensor)}${indices(first + flaw.index, tensor.shape)}`,
      rule: flaw.rule ?? 'must be a finite number',
      received: flaw.received,
      hint: 'The training diverged, or the file is damaged.',
    });
  }
}

/** @throws InputError for another shape or a type that is not among these. */
export function checkForm(tensor: StoredTensor, shape: readonly number[], types: readonly ValueType[]): void {
  if (tensor.shape.length !== shape.length || tensor.shape.some((size, axis) => size !== shape[axis])) {
    throw new InputError({
      subject: `${subjectOf(tensor)}: shape`,
      rule: `must be [${shape.join(', ')}], by the sizes of the model`,
      received: tensor.shape,
      hint: 'The configuration belongs to another model, or the tensor does.',
    });
  }
  if (types.includes(tensor.type)) return;
  throw new InputError({
    subject: `${subjectOf(tensor)}: type`,
    rule: `must be one of ${types.map(({ name }) => name).join(', ')}`,
    received: tensor.type.name,
  });
}

function indices(index: number, shape: readonly number[]): string {
  const steps: number[] = [];
  for (const size of [...shape].reverse()) {
    steps.unshift(index % size);
    index = Math.floor(index / size);
  }
  return steps.map((step) => `[${step}]`).join('');
}
