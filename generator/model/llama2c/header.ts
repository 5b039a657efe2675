import { InputError } from '../../errors.ts';
import type { ModelShape } from '../integer-model.ts';
import { LARGEST } from '../size-limits.ts';

/** "ak42" as a little-endian int32. Source: llama2.c, export.py, `version1_export`. */
const MAGIC = 0x616b3432;
/** Bytes of the sizes, and of the header with magic, version and flags. Source: llama2.c, export.py. */
const SIZES_BYTES = 28;
const HEADER_BYTES = 256;

/** The seven int32 of every header, in their order, by the names that llama2.c gives them. Source: llama2.c, run.c, `Config`. */
const SIZES = [
  ['dim', LARGEST.width],
  ['hidden_dim', LARGEST.ffn],
  ['n_layers', LARGEST.layers],
  ['n_heads', LARGEST.heads],
  ['n_kv_heads', LARGEST.heads],
  ['vocab_size', LARGEST.vocabulary],
  ['seq_len', LARGEST.context],
] as const;

/** What the header of a llama2.c file says. */
export interface Llama2cHeader {
  /** 0: without magic, float32; 1: float32; 2: int8 in groups. */
  readonly version: 0 | 1 | 2;
  readonly shape: ModelShape;
  /** The head is the token embedding. */
  readonly tiedHead: boolean;
  /** Weights with one scale, version 2. */
  readonly groupSize: number | null;
  /** Where the tensors begin. */
  readonly bytes: number;
}

/** Whether a file begins as a llama2.c file does: with the magic, or with seven sizes that could be a model's. */
export function looksLikeLlama2c(head: Uint8Array): boolean {
  const view = viewOf(head);
  if (view.byteLength >= 4 && view.getUint32(0, true) === MAGIC) return true;
  if (view.byteLength < SIZES_BYTES) return false;
  return SIZES.every(([, largest], index) => {
    const value = Math.abs(view.getInt32(4 * index, true));
    return value >= 1 && value <= largest;
  });
}

/** @throws InputError naming the first field that cannot be */
export function parseHeader(head: Uint8Array, path: string): Llama2cHeader {
  const view = viewOf(head);
  const hasMagic = view.byteLength >= 4 && view.getUint32(0, true) === MAGIC;
  const bytes = hasMagic ? HEADER_BYTES : SIZES_BYTES;
  if (view.byteLength < bytes)
    throw refusal(path, `must have a header of ${bytes} bytes`, `${head.length} bytes`);
  if (!hasMagic) {
    // A negative number of tokens says that the head is not tied. Source: llama2.c, export.py, `legacy_export`.
    const tiedHead = view.getInt32(4 * 5, true) > 0;
    return { version: 0, shape: parseShape(view, 0, path), tiedHead, groupSize: null, bytes };
  }
  const version = view.getInt32(4, true);
  if (version !== 1 && version !== 2) throw refusal(`${path}: version`, 'must be 1 or 2', version);
  const shape = parseShape(view, 8, path);
  const shared = view.getUint8(8 + SIZES_BYTES);
  if (shared > 1) throw refusal(`${path}: shared_classifier`, 'must be 0 or 1', shared);
  const groupSize = version === 2 ? parseGroupSize(view.getInt32(9 + SIZES_BYTES, true), shape, path) : null;
  return { version, shape, tiedHead: shared === 1, groupSize, bytes };
}

function parseShape(view: DataView, offset: number, path: string): ModelShape {
  const signedVocabulary = offset === 0;
  const size = (name: (typeof SIZES)[number][0]): number => {
    const index = SIZES.findIndex(([candidate]) => candidate === name);
    const largest = SIZES[index]?.[1] ?? 0;
    const stored = view.getInt32(offset + 4 * index, true);
    const value = name === 'vocab_size' && signedVocabulary ? Math.abs(stored) : stored;
    if (value >= 1 && value <= largest) return value;
    throw refusal(`${path}: ${name}`, `must be 1 to ${largest}`, stored);
  };
  const [width, ffn, layers, heads] = [size('dim'), size('hidden_dim'), size('n_layers'), size('n_heads')];
  const [kvHeads, vocabulary, context] = [size('n_kv_heads'), size('vocab_size'), size('seq_len')];
  if (width % (2 * heads) !== 0) {
    throw refusal(`${path}: dim`, `must be an even multiple of n_heads, ${heads}`, width);
  }
  if (heads % kvHeads !== 0) {
    throw refusal(`${path}: n_kv_heads`, `must divide n_heads, ${heads}`, kvHeads);
  }
  return { layers, width, heads, kvHeads, headDim: width / heads, ffn, context, vocabulary };
}

/** Groups go through a matrix row after row, also across the ends of rows. */
function parseGroupSize(groupSize: number, shape: ModelShape, path: string): number {
  const { width, kvHeads, headDim, ffn, vocabulary } = shape;
  const matrices = [width * width, width * kvHeads * headDim, width * ffn, width * vocabulary];
  if (groupSize >= 1 && matrices.every((size) => size % groupSize === 0)) return groupSize;
  throw refusal(`${path}: group_size`, 'must divide the number of weights of every matrix', groupSize);
}

/** The error for a file that llama2.c would not have written. */
export function refusal(subject: string, rule: string, received: unknown): InputError {
  return new InputError({
    subject,
    rule,
    received,
    hint: 'Is it a model that llama2.c exported (version 0, 1 or 2), and complete?',
  });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
