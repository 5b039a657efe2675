import { Random } from './random.ts';

/** Numbers at which readers go wrong. */
const NUMBERS = [
  0,
  1,
  2,
  3,
  7,
  8,
  31,
  255,
  256,
  65_535,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
];
const WORDS = [
  0n,
  1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];
const VALUES: readonly unknown[] = [
  ...[null, true, false, -1, 0, 0.5, 1e300, -0, 2 ** 53, 2 ** 53 + 2, 4096, '', 'x', '__proto__'],
  ...[
    'constructor',
    '\u0000',
    'a'.repeat(5000),
    'F32',
    'BF16',
    'silu',
    [],
    {},
    [[]],
    [1, 2, 3],
    { type: 'BPE' },
  ],
];

/** Bytes with one to three changes, most of them in the first `focus` bytes. */
export function mutateBytes(bytes: Uint8Array, seed: number, focus: number): Uint8Array {
  const random = new Random(seed);
  let mutated: Uint8Array = Buffer.from(bytes);
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const at = random.below(random.below(5) === 0 ? mutated.length + 1 : Math.min(focus, mutated.length) + 1);
    mutated = change(mutated, at, random);
  }
  return mutated;
}

function change(bytes: Uint8Array, at: number, random: Random): Uint8Array {
  const copy = Buffer.from(bytes);
  const length = 1 + random.below(16);
  switch (random.below(8)) {
    case 0:
      return copy.subarray(0, at);
    case 1:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + length)]);
    case 2:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(Math.max(at - length, 0))]);
    case 3:
      if (at + 8 <= copy.length) copy.writeBigUInt64LE(WORDS[random.below(WORDS.length)] ?? 0n, at);
      return copy;
    case 4:
      if (at + 4 <= copy.length)
        copy.writeUInt32LE((NUMBERS[random.below(NUMBERS.length)] ?? 0) % 2 ** 32, at);
      return copy;
    case 5:
      if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (2 ** random.below(8));
      return copy;
    default:
      if (at < copy.length) copy[at] = random.below(256);
      return copy;
  }
}

/** A JSON value with one to three changes somewhere in it. */
export function mutateJson(value: unknown, seed: number): unknown {
  const random = new Random(seed);
  let mutated = value;
  for (let changes = 1 + random.below(3); changes > 0; changes--) mutated = changeJson(mutated, random);
  return mutated;
}

function changeJson(value: unknown, random: Random): unknown {
  const isContainer = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!isContainer || random.below(12) === 0) return otherValue(value, random);
  if (Array.isArray(value)) {
    const at = random.below(value.length);
    const kind = random.below(10);
    if (kind === 0) return value.toSpliced(at, 1);
    if (kind === 1) return value.toSpliced(at, 0, value[random.below(value.length)]);
    return value.with(at, changeJson(value[at], random));
  }
  const entries = Object.entries(value);
  const at = random.below(entries.length);
  const [key, inner] = entries[at] ?? ['', null];
  const kind = random.below(10);
  if (kind === 0) return Object.fromEntries(entries.toSpliced(at, 1));
  if (kind === 1) return Object.fromEntries(entries.with(at, [`${key}x`, inner]));
  if (kind === 2) return Object.fromEntries([...entries, [`extra${random.below(3)}`, inner]]);
  return Object.fromEntries(entries.with(at, [key, changeJson(inner, random)]));
}

function otherValue(value: unknown, random: Random): unknown {
  if (typeof value === 'number' && random.below(2) === 0) {
    return value + (NUMBERS[random.below(NUMBERS.length)] ?? 0) * (random.below(2) === 0 ? -1 : 1);
  }
  if (typeof value === 'string' && random.below(3) === 0) return value.slice(random.below(3));
  return VALUES[random.below(VALUES.length)];
}
