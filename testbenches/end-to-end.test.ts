import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { buildDesign } from '../generator/build.ts';
import { loadModel } from '../generator/model/load.ts';
import { quantise } from '../generator/model/quantise.ts';
import { packagePath } from '../generator/package-root.ts';
import { simulate } from '../sim/simulate.ts';
import { codecOf } from '../sim/tokens.ts';
import { NaiveAccelerator } from './naive/token-step.ts';
import { describeWith } from './support/requirements.ts';
import { verify } from './verify.ts';

const folder = mkdtempSync(join(tmpdir(), 'fpga-gen-e2e-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DESIGNS = [
  { design: 'microgpt-ternary', board: 'kv260', mostCycles: 100 },
  { design: 'microgpt-q412', board: 'de1-soc', mostCycles: 120 },
] as const;

function modelPath(design: string): string {
  return packagePath('designs', design, 'model.json');
}

async function build(design: string, board: string, output: string) {
  return await buildDesign({ model: modelPath(design), board, output, force: true });
}

describe.each(DESIGNS)('$design on $board', ({ design, board, mostCycles }) => {
  const output = join(folder, design);

  test('builds, twice the same bytes', async () => {
    const result = await build(design, board, output);
    expect(result.resources.lut.used).toBeLessThan(result.resources.lut.available);
    await build(design, board, `${output}-again`);
    const manifest = (path: string) => readFileSync(join(path, 'manifest.json'), 'utf8');
    expect(manifest(`${output}-again`)).toBe(manifest(output));
  });

  test(`takes at most ${mostCycles} cycles a token with sampling, mean over positions 0 to 15`, async () => {
    const { cycles, tokens } = await simulate({
      folder: output,
      prompt: { text: '' },
      sampling: { temperature: 0.8, seed: 5 },
      ignoreEos: true,
    });
    expect(tokens).toHaveLength(16);
    const mean = (cycles.prefill + cycles.decode.reduce((sum, count) => sum + count, 0)) / tokens.length;
    console.log(`${design} on ${board}: ${mean.toFixed(2)} cycles a token`);
    expect(mean).toBeLessThanOrEqual(mostCycles);
  });

  test('gives the tokens of the naive BigInt integration', async () => {
    const integer = quantise(loadModel(modelPath(design)));
    for (const temperature of [0, 0.5, 1.5]) {
      const sampling = { temperature, topK: 9, topP: 0.9, seed: 11 };
      const { tokens } = await simulate({
        folder: output,
        prompt: { text: 'ma' },
        sampling,
        ignoreEos: true,
      });
      const naive = new NaiveAccelerator(integer, sampling);
      const expected: number[] = [];
      const prompt = [integer.tokenizer.boundary ?? 0, ...codecOf(integer.tokenizer).encode('ma', 'prompt')];
      for (let position = 0; position < integer.shape.context; position++) {
        naive.step(prompt[position] ?? expected.at(-1) ?? 0);
        if (position >= prompt.length - 1) expected.push(naive.sample());
      }
      expect(tokens).toEqual(expected);
    }
  });
});

describeWith({ tools: ['verilator'] }, 'the ternary design in Verilator', () => {
  test('equals the simulator in every beat under stalls, and every corruption is seen', {
    timeout: 1_800_000,
  }, async () => {
    const result = await verify({
      folder: join(folder, 'microgpt-ternary'),
      prompt: { text: 'an' },
      maxNewTokens: 3,
      sampling: { temperature: 0.7, seed: 3 },
      ignoreEos: true,
      simulator: 'verilator',
      stallSeed: 4,
      selfTest: true,
    });
    expect(result.simulators).toMatchObject([{ name: 'verilator', ok: true, first_mismatch: null }]);
    expect(result.self_test?.every(({ seen }) => seen)).toBe(true);
    expect(result.self_test).toHaveLength(3);
  });
});

describeWith({ tools: ['iverilog'] }, 'the Q4.12 design in Icarus', () => {
  test('equals the simulator in every beat; a changed file is named and compared', {
    timeout: 1_800_000,
  }, async () => {
    const output = join(folder, 'microgpt-q412');
    const request = {
      folder: output,
      prompt: { text: '' },
      maxNewTokens: 2,
      sampling: { temperature: 1, seed: 3 },
      ignoreEos: true,
      simulator: 'icarus',
      stallSeed: undefined,
      selfTest: false,
    } as const;
    expect(await verify(request)).toMatchObject({ ok: true, hash_mismatches: [] });
    const [image = ''] = readdirSync(join(output, 'mem')).filter((name) => name.startsWith('token_'));
    const path = join(output, 'mem', image);
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace(/[0-9a-f](?=\n)/g, (digit) => (digit === '0' ? '1' : '0')),
    );
    // Simulator and RTL read the same image: they agree, and the manifest says that it is not the one that was built.
    expect(await verify(request)).toMatchObject({ hash_mismatches: [`mem/${image}`] });
    writeFileSync(path, text);
  });
});
