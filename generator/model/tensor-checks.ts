import { InputError } from '../errors.ts';

/** A tensor as a file holds it, row-major. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Int8Array | Uint8Array;
}

/** What the messages about a file's tensors say. */
export interface TensorHints {
  /** Rule that extra tensors break. */
  readonly rule: string;
  readonly missing: string;
  readonly extra: string;
}

/** Most names that a message lists. */
const NAMES_SHOWN = 8;

/** @throws InputError unless the tensors found are just the wanted ones */
export function checkNames(
  found: readonly string[],
  wanted: readonly string[],
  subject: string,
  hints: TensorHints,
): void {
  const present = new Set(found);
  const missing = wanted.filter((name) => !present.has(name));
  if (missing.length > 0) {
    throw new InputError({
      subject: `${subject}: tensors`,
      rule: `are missing: ${shortList(missing)}`,
      received: shortList(found),
      hint: hints.missing,
    });
  }
  const names = new Set(wanted);
  const extra = found.filter((name) => !names.has(name));
  if (extra.length > 0) {
    throw new InputError({
      subject: `${subject}: tensors`,
      rule: hints.rule,
      received: shortList(extra),
      hint: hints.extra,
    });
  }
}

/** @throws InputError for a tensor of another shape */
export function checkShape(
  tensor: StoredTensor,
  name: string,
  shape: readonly number[],
  subject: string,
): void {
  if (tensor.shape.length === shape.length && tensor.shape.every((size, axis) => size === shape[axis]))
    return;
  throw new InputError({
    subject: `${subject}: tensor ${name}`,
    rule: `must have the shape [${shape.join(', ')}]`,
    received: tensor.shape,
    hint: 'Make the sizes of the configuration and the tensors agree; rows are outputs, columns are inputs.',
  });
}

/** @throws InputError for the first value that is not finite, with its place */
export function checkFinite({ shape, values }: StoredTensor, name: string, subject: string): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const cols = shape[1];
  const place = cols === undefined ? `[${bad}]` : `[${Math.floor(bad / cols)}][${bad % cols}]`;
  throw new InputError({
    subject: `${subject}: tensor ${name}${place}`,
    rule: 'must be a finite number',
    received: values[bad],
    hint: 'The training diverged or the file is damaged.',
  });
}

function shortList(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  return names.slice(0, NAMES_SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
