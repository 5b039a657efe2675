import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InputError } from '../../errors.ts';
import { modelLinears } from '../float-model.ts';
import { loadModel } from '../load.ts';
import { readTokenizer } from '../tokenizer/read-tokenizer.ts';
import { llama2cFile, TINY, tokenizerBin, valuesOf } from './support/llama2c-file.ts';

/** Every damaged file is either refused with an InputError or read as what it says; nothing else, and in no more room. */
const RUNS = 400;
const LARGEST_GROWTH_BYTES = 64 * 2 ** 20;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fpga-gen-damaged-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MODELS = [
  { version: 0, tied: true },
  { version: 0, tied: false },
  { version: 1, tied: false },
  { version: 2, tied: true },
  { version: 2, tied: false, groupSize: 16 },
] as const;
const models = MODELS.map((options) => llama2cFile(TINY, options).bytes);
const PIECES = ['<unk>', '\n<s>\n', '\n</s>\n', ' ', 'a', 'aa'];
const tokenizer = tokenizerBin(PIECES.map((piece, index) => [piece, -index]));

/** Changes that a file may suffer; places are shares of its length, but for the header's, which are drawn more often. */
type Damage = (bytes: Buffer) => Buffer;
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const word = fc.oneof(fc.integer({ min: -2, max: 20 }), fc.integer());
const damage: fc.Arbitrary<Damage> = fc.oneof(
  share.map((part) => (bytes: Buffer) => bytes.subarray(0, Math.floor(part * bytes.length))),
  fc
    .uint8Array({ minLength: 1, maxLength: 8 })
    .map((more) => (bytes: Buffer) => Buffer.concat([bytes, more])),
  {
    weight: 3,
    arbitrary: fc.tuple(share, fc.nat(7)).map(([part, bit]) => (bytes: Buffer) => {
      const copy = Buffer.from(bytes);
      const place = Math.floor(part * copy.length);
      copy[place] = (copy[place] ?? 0) ^ (1 << bit);
      return copy;
    }),
  },
  fc.tuple(fc.nat(10), word).map(([field, value]) => (bytes: Buffer) => {
    const copy = Buffer.from(bytes);
    if (copy.length >= 4 * field + 4) copy.writeInt32LE(value, 4 * field);
    return copy;
  }),
  fc.tuple(fc.nat(10), fc.nat(10)).map(([one, other]) => (bytes: Buffer) => {
    const copy = Buffer.from(bytes);
    if (copy.length < 44) return copy;
    const value = copy.readInt32LE(4 * one);
    copy.writeInt32LE(copy.readInt32LE(4 * other), 4 * one);
    copy.writeInt32LE(value, 4 * other);
    return copy;
  }),
);
const damages = fc.oneof(fc.tuple(damage), fc.array(damage, { minLength: 2, maxLength: 3 }));
const damaged = (original: Buffer, changes: readonly Damage[]): Buffer =>
  changes.reduce((bytes, change) => change(bytes), original);

/** What `read` gives, or nothing where the file is refused. */
function accepted<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

test('a damaged model is refused, or what its header says', () => {
  const path = join(folder, 'model.bin');
  const before = process.memoryUsage().arrayBuffers;
  let read = 0;
  fc.assert(
    fc.property(fc.constantFrom(...models), damages, (original, changes) => {
      const bytes = damaged(original, changes);
      writeFileSync(path, bytes);
      const model = accepted(() => loadModel(path));
      if (model === undefined) return;
      read++;
      const expected = valuesOf(bytes);
      expect(Array.from(model.tokenEmbedding)).toEqual(expected?.get('embedding'));
      for (const { name, values } of modelLinears(model)) {
        const stored = expected?.get(name) ?? expected?.get('embedding') ?? [];
        expect(values.length).toBe(stored.length);
        expect(values.every((value, index) => Number.isFinite(value) && value === stored[index])).toBe(true);
      }
    }),
    { numRuns: RUNS, seed: 1 },
  );
  console.log(`${RUNS} damaged models (fast-check seed 1): ${read} read, ${RUNS - read} refused`);
  expect(read).toBeGreaterThan(0);
  // Buffers of what a header claims would count here until they are collected.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(LARGEST_GROWTH_BYTES);
});

test('a damaged tokenizer is refused, or has a piece and a score a token', () => {
  const path = join(folder, 'tokenizer.bin');
  let read = 0;
  fc.assert(
    fc.property(damages, (changes) => {
      writeFileSync(path, damaged(tokenizer, changes));
      const result = accepted(() => readTokenizer(path, PIECES.length));
      if (result === undefined) return;
      read++;
      if (result.kind !== 'pieces') throw new Error(result.kind);
      expect([result.pieces.length, result.scores.length]).toEqual([PIECES.length, PIECES.length]);
      expect(result.scores.every(Number.isFinite)).toBe(true);
      expect(result.pieces.every((piece) => /^[\u0001-\u00ff]*$/.test(piece))).toBe(true);
    }),
    { numRuns: RUNS, seed: 2 },
  );
  console.log(`${RUNS} damaged tokenizers (fast-check seed 2): ${read} read, ${RUNS - read} refused`);
  expect(read).toBeGreaterThan(0);
});
