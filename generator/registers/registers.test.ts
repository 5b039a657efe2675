import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeInverseTemperature } from '../../sim/math/sampling-codes.ts';
import { describeWith } from '../../testbenches/support/requirements.ts';
import { packagePath } from '../package-root.ts';
import { driverView } from './driver-view.ts';
import { ERROR_CODES, REGISTER_MAP, REGISTER_SPACE } from './register-map.ts';
import { controlRegistersView } from './verilog-view.ts';

const folder = mkdtempSync(join(tmpdir(), 'fpga-gen-registers-'));
afterAll(() => rmSync(folder, { recursive: true }));

function render(template: string, view: object): string {
  const text = readFileSync(packagePath('templates', template), 'utf8');
  return Handlebars.compile(text, { noEscape: true, strict: true, knownHelpersOnly: true })(view);
}

const documents = driverView(REGISTER_MAP, ERROR_CODES);
const header = render('driver/fpga_gen.h.hbs', documents);
const python = render('driver/fpga_gen.py.hbs', documents);

describe('the register map', () => {
  test('gives each register words of its own within the address space', () => {
    const words = REGISTER_MAP.flatMap(({ offset, words }) =>
      Array.from({ length: words }, (_, i) => offset + 4 * i),
    );
    expect(new Set(words).size).toBe(words.length);
    for (const offset of words) expect(offset % 4 === 0 && offset >= 0 && offset < REGISTER_SPACE).toBe(true);
  });

  test('gives each field bits of its own, and a reset that fits', () => {
    for (const { name, words, fields } of REGISTER_MAP) {
      const bits = fields.flatMap(({ low, bits }) => Array.from({ length: bits }, (_, i) => low + i));
      expect(new Set(bits).size, name).toBe(bits.length);
      expect(Math.max(...bits), name).toBeLessThan(32 * words);
      // Only a value that is read may be wider than a word.
      if (words === 2) expect(fields.map(({ access }) => access)).toEqual(['ro']);
      for (const field of fields) {
        expect(field.reset ?? 0, `${name}.${field.name}`).toBeLessThan(2 ** field.bits);
      }
    }
  });

  test('has unique names', () => {
    for (const names of [REGISTER_MAP, ERROR_CODES, ...REGISTER_MAP.map(({ fields }) => fields)]) {
      expect(new Set(names.map(({ name }) => name)).size).toBe(names.length);
    }
  });
});

describe('what is made of it', () => {
  test.each([
    ['control_registers.v', render('shell/control_registers.v.hbs', controlRegistersView(REGISTER_MAP))],
    ['fpga_gen.h', header],
    ['fpga_gen.py', python],
    ['registers.md', render('driver/registers.md.hbs', documents)],
  ])('%s', async (file, text) => {
    await expect(text).toMatchFileSnapshot(`golden/${file}`);
  });
});

/** Codes of register `temperature` that both drivers must agree on. */
const TEMPERATURES = [
  0,
  1 / 16,
  0.07,
  0.3,
  0.5,
  0.7,
  0.8,
  0.9999999,
  1,
  1.0001,
  1.3,
  2,
  3,
  7.77,
  15.9999,
  16,
];

/** Those codes by the simulator's encoding, one a line. */
function simulatorCodes(): string {
  const codes = [12, 16].flatMap((scaleBits) =>
    TEMPERATURES.map((temperature) => {
      const { mantissa, shift } = encodeInverseTemperature(temperature, scaleBits);
      const greedy = temperature === 0 ? 2 ** 31 : 0;
      return greedy + ((shift + 256) % 256) * 65536 + mantissa * 2 ** (16 - scaleBits);
    }),
  );
  return `${codes.join('\n')}\n`;
}

function pythonCodes(): string {
  const script = `import sys; sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True; import fpga_gen
for b in (12, 16):
    for t in (${TEMPERATURES.join(', ')}): print(fpga_gen.temperature_code(t, b))`;
  writeFileSync(join(folder, 'fpga_gen.py'), python);
  return execFileSync('python3', ['-c', script, folder], { encoding: 'utf8' });
}

describeWith({ tools: ['python3'] }, 'the Python class', () => {
  test('reads and writes fields through a buffer', () => {
    writeFileSync(join(folder, 'fpga_gen.py'), python);
    const script = `import sys; sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True
import mmap, fpga_gen
memory = mmap.mmap(-1, fpga_gen.SPACE)
a = fpga_gen.Accelerator(fpga_gen.MmapAccess(memory))
words = memoryview(memory).cast("I")
words[0x48 // 4], words[0x4c // 4] = 0xfedcba98, 0x12
assert a.read("cycles") == 0x12fedcba98 == a.get("cycles")
words[0x38 // 4] = 0x80fc8000
assert a.get("temperature", "shift") == -4 and a.get("temperature", "greedy") == 1
a.set("temperature", shift=-3, greedy=0)
assert words[0x38 // 4] == 0x00fd8000
words[0x20 // 4] = 0x7
a.set("control", enable=0)
assert words[0x20 // 4] == 0
a.abort()
assert words[0x20 // 4] == 2
words[0x28 // 4] = 0x201
assert a.error() == "token_out_of_range"
words[0x18 // 4] = 0x010c
a.set_temperature(0.8)
assert words[0x38 // 4] == 0xa000
for wrong in (lambda: a.set("status", busy=1), lambda: a.set("top_p", value=1 << 17), lambda: a.set_temperature(17)):
    try: wrong()
    except ValueError: continue
    raise AssertionError("accepted")
print("fine")`;
    expect(execFileSync('python3', ['-W', 'error', '-c', script, folder], { encoding: 'utf8' })).toBe(
      'fine\n',
    );
  });
});

describeWith({ tools: ['gcc', 'python3'] }, 'the C header', () => {
  test('compiles without a warning, and encodes temperatures as the Python class and the simulator do', () => {
    const main = `#include "fpga_gen.h"
#include <stdio.h>
int main(void)
{
    static const double temperatures[] = { ${TEMPERATURES.join(', ')} };
    uint32_t memory[FPGA_GEN_SPACE / 4u] = { 0 };
    uint32_t bits;
    unsigned i;
    for (bits = 12u; bits <= 16u; bits += 4u)
        for (i = 0; i < sizeof temperatures / sizeof temperatures[0]; i += 1)
            printf("%lu\\n", (unsigned long)fpga_gen_temperature(temperatures[i], bits));
    fpga_gen_write(memory, FPGA_GEN_STOP_TOKEN, 7u << FPGA_GEN_STOP_TOKEN_TOKEN_SHIFT | FPGA_GEN_STOP_TOKEN_ENABLE_MASK);
    memory[FPGA_GEN_CYCLES / 4u + 1u] = 5u;
    return memory[12] == 0x80000007u && fpga_gen_read64(memory, FPGA_GEN_CYCLES) == (uint64_t)5u << 32
        && fpga_gen_get(memory, FPGA_GEN_STOP_TOKEN, FPGA_GEN_STOP_TOKEN_TOKEN_MASK, 0u) == 7u ? 0 : 1;
}
`;
    writeFileSync(join(folder, 'fpga_gen.h'), header);
    writeFileSync(join(folder, 'main.c'), main);
    const strict = ['-std=c99', '-Wall', '-Wextra', '-Wconversion', '-pedantic', '-Werror'];
    execFileSync('gcc', [...strict, '-o', 'main', 'main.c'], { cwd: folder });
    expect(execFileSync(join(folder, 'main'), { encoding: 'utf8' })).toBe(simulatorCodes());
    expect(pythonCodes()).toBe(simulatorCodes());
  });
});
