import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REGISTER_MAP, type RegisterField } from '../../../generator/registers/register-map.ts';
import { describeWith } from '../../support/requirements.ts';
import { type BusWrite, compileEdgeBench, type EdgeBench } from '../edges/bench.ts';
import { SMALL_DESIGN } from '../edges/designs.ts';

const OKAY = 0;
const SLVERR = 2;
const WORDS = REGISTER_MAP.flatMap(({ offset, words }) => (words === 1 ? [offset] : [offset, offset + 4]));
const WRITABLE = new Set(['rw', 'pulse', 'clear']);

/** Any word of the address space, those of registers often; the two low bits do not matter. */
const address = fc.oneof(
  { arbitrary: fc.constantFrom(...WORDS), weight: 6 },
  { arbitrary: fc.constantFrom(...WORDS).map((offset) => offset + 3), weight: 1 },
  { arbitrary: fc.nat(0xfff), weight: 1 },
);
const delay = fc.oneof({ arbitrary: fc.constant(0), weight: 2 }, { arbitrary: fc.nat(5), weight: 3 });
const write = fc.record({
  cycle: fc.constant(0),
  address,
  data: fc.integer({ min: 0, max: 0xffffffff }),
  strobe: fc.oneof(fc.constant(15), fc.nat(15)),
  addressDelay: delay,
  dataDelay: delay,
  readyDelay: delay,
});
const read = fc.record({ cycle: fc.constant(0), address, readyDelay: delay });

describeWith({ tools: ['iverilog'] }, 'AXI4-Lite registers', () => {
  let bench: EdgeBench;
  beforeAll(async () => {
    bench = await compileEdgeBench('icarus', SMALL_DESIGN);
  });
  afterAll(() => bench?.remove());

  test('have the reset values of the map, and tell what the design is', async () => {
    const reads = WORDS.map((offset) => ({ cycle: 0, address: offset }));
    const log = await bench.run({ cycles: 4 * WORDS.length + 10, reads });
    expect(log.faults).toEqual([]);
    expect(log.read.map(({ response }) => response)).toEqual(WORDS.map(() => OKAY));
    const seen = new Map(WORDS.map((offset, index) => [offset, log.read[index]?.data ?? -1]));
    for (const { name, offset, words, fields } of REGISTER_MAP) {
      for (const field of fields) {
        if (field.reset === null || name === 'cycles') continue;
        expect(bitsOf(seen.get(offset) ?? -1, field), `${name}.${field.name}`).toBe(field.reset);
        if (words === 2) expect(seen.get(offset + 4)).toBe(0);
      }
    }
    expect([0x08, 0x0c, 0x10, 0x14, 0x18, 0x1c].map((offset) => seen.get(offset))).toEqual([
      0x89abcdef,
      0x01234567,
      SMALL_DESIGN.vocabulary,
      SMALL_DESIGN.context,
      0x0100 + SMALL_DESIGN.scaleBits,
      SMALL_DESIGN.clockHz,
    ]);
    // The counter that runs shows, in the cycle of the read, the cycles that had passed two before.
    const cyclesRead = log.read[WORDS.indexOf(0x48)];
    expect(cyclesRead?.data).toBe((cyclesRead?.cycle ?? 0) - 2);
  });

  test('keep what is written by strobe, refuse what is not theirs, in any order of address and data', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 60 }), async (writes) => {
        const idle = writes.map((entry) => withoutActions(entry));
        const reads = [...WORDS, 0x74, 0x100, 0xffc].map((offset) => ({ cycle: 1200, address: offset }));
        const log = await bench.run({ cycles: 1500, writes: idle, reads });
        expect(log.faults).toEqual([]);
        expect(log.written.map(({ response }) => response)).toEqual(
          idle.map((entry) => (isWritable(entry.address) ? OKAY : SLVERR)),
        );
        expect(log.read.map(({ response }) => response)).toEqual([...WORDS.map(() => OKAY), ...[2, 2, 2]]);
        expect(log.read.slice(-3).map(({ data }) => data)).toEqual([0, 0, 0]);
        for (const { offset, fields } of REGISTER_MAP) {
          const data = log.read[WORDS.indexOf(offset)]?.data ?? -1;
          for (const field of fields.filter(({ access }) => access === 'rw')) {
            expect(bitsOf(data, field)).toBe(lastWritten(idle, offset, field));
          }
        }
      }),
      { numRuns: 15, seed: 3, endOnFailure: true },
    );
  });

  test('answer reads and writes that cross', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { minLength: 20, maxLength: 40 }),
        fc.array(read, { minLength: 20, maxLength: 40 }),
        async (writes, reads) => {
          const log = await bench.run({ cycles: 800, writes, reads });
          expect(log.faults).toEqual([]);
          expect(log.written.length).toBe(writes.length);
          expect(log.read.map(({ response }) => response)).toEqual(
            reads.map((entry) => (WORDS.includes(entry.address & ~3) ? OKAY : SLVERR)),
          );
        },
      ),
      { numRuns: 8, seed: 4, endOnFailure: true },
    );
  });
});

/** Bits of a field in a 32-bit word, without the operators that JavaScript gives a sign. */
function bitsOf(data: number, { low, bits }: RegisterField): number {
  return Math.floor(data / 2 ** low) % 2 ** Math.min(bits, 32);
}

function isWritable(offset: number): boolean {
  const register = REGISTER_MAP.find((entry) => entry.words === 1 && entry.offset === (offset & ~3));
  return register?.fields.some(({ access }) => WRITABLE.has(access)) ?? false;
}

/** The same write, but for the bits that act. */
function withoutActions(entry: Required<BusWrite>): Required<BusWrite> {
  return (entry.address & ~3) === 0x20 ? { ...entry, data: entry.data % 2 } : entry;
}

/** What a field holds after writes in order, bit by bit. */
function lastWritten(writes: readonly Required<BusWrite>[], offset: number, field: RegisterField): number {
  let value = 0;
  for (let bit = 0; bit < field.bits; bit += 1) {
    const at = field.low + bit;
    const found = writes.findLast(
      (entry) => (entry.address & ~3) === offset && ((entry.strobe >> Math.floor(at / 8)) & 1) === 1,
    );
    const source =
      found === undefined ? Math.floor((field.reset ?? 0) / 2 ** bit) : Math.floor(found.data / 2 ** at);
    value += (source % 2) * 2 ** bit;
  }
  return value;
}
