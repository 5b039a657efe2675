import { closeSync, openSync, readSync } from 'node:fs';
import { fileFailure } from '../../file-failure.ts';
import { refusal } from './header.ts';
import type { TensorPlace } from './layout.ts';

/** Bytes that are read at once: what a pass over a file of any length needs. */
const CHUNK_BYTES = 2 ** 20;

/**
 * A tensor's values, [rows × cols], row-major; of int8 in groups the exact products with their scales.
 *
 * @throws InputError for a value that is not finite, and where the file cannot be read
 */
export function readTensor(path: string, place: TensorPlace): Float64Array {
  return withFile(path, (file) => {
    const count = place.rows * place.cols;
    const values = new Float64Array(count);
    if (place.groupSize === null) {
      eachFloat(file, path, place.offset, count, (value, index) => {
        checkValue(value, index, place, path);
        values[index] = value;
      });
      return values;
    }
    const { groupSize } = place;
    const scales = new Float64Array(count / groupSize);
    eachFloat(file, path, place.offset + count, scales.length, (scale, group) => {
      checkScale(scale, group, place, path);
      scales[group] = scale;
    });
    eachChunk(file, path, place.offset, count, 1, (view, first) => {
      for (let i = 0; i < view.byteLength; i++) {
        values[first + i] = view.getInt8(i) * (scales[Math.floor((first + i) / groupSize)] ?? 0);
      }
    });
    return values;
  });
}

/** One pass over the file. @throws InputError for the first value that is not finite */
export function checkTensors(path: string, places: Iterable<TensorPlace>): void {
  withFile(path, (file) => {
    for (const place of places) {
      const { rows, cols, offset, groupSize } = place;
      const count = rows * cols;
      if (groupSize === null) {
        // In a loop of its own: a call a value would take several times as long, and there may be billions.
        eachChunk(file, path, offset, count, 4, (view, first) => {
          for (let i = 0; 4 * i < view.byteLength; i++) {
            const value = view.getFloat32(4 * i, true);
            if (!Number.isFinite(value)) checkValue(value, first + i, place, path);
          }
        });
      } else {
        eachFloat(file, path, offset + count, count / groupSize, (scale, group) =>
          checkScale(scale, group, place, path),
        );
      }
    }
  });
}

function checkValue(value: number, index: number, { name, rows, cols }: TensorPlace, path: string): void {
  if (Number.isFinite(value)) return;
  const element = rows === 1 ? `[${index}]` : `[${Math.floor(index / cols)}][${index % cols}]`;
  throw refusal(`${path}: tensor ${name}${element}`, 'must be a finite number', value);
}

/** A scale is the largest magnitude of its group through 127. Source: llama2.c, export.py, `quantize_q80`. */
function checkScale(scale: number, group: number, { name }: TensorPlace, path: string): void {
  if (Number.isFinite(scale) && scale >= 0) return;
  throw refusal(`${path}: tensor ${name}: scale ${group}`, 'must be a finite number, not negative', scale);
}

function eachFloat(
  file: number,
  path: string,
  offset: number,
  count: number,
  visit: (value: number, index: number) => void,
): void {
  eachChunk(file, path, offset, count, 4, (view, first) => {
    for (let i = 0; 4 * i < view.byteLength; i++) visit(view.getFloat32(4 * i, true), first + i);
  });
}

/** Parts of `count` elements of `size` bytes each, with the index of the first one in each part. */
function eachChunk(
  file: number,
  path: string,
  offset: number,
  count: number,
  size: number,
  visit: (view: DataView, first: number) => void,
): void {
  const buffer = new Uint8Array(Math.min(count * size, CHUNK_BYTES));
  for (let done = 0; done < count * size; done += buffer.length) {
    const wanted = Math.min(buffer.length, count * size - done);
    for (let filled = 0; filled < wanted; ) {
      const read = readSync(file, buffer, filled, wanted - filled, offset + done + filled);
      if (read === 0) throw refusal(path, 'has become shorter while it was read', undefined);
      filled += read;
    }
    visit(new DataView(buffer.buffer, 0, wanted), done / size);
  }
}

function withFile<Result>(path: string, use: (file: number) => Result): Result {
  try {
    const file = openSync(path, 'r');
    try {
      return use(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw fileFailure(path, 'read', error);
  }
}
