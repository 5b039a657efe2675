import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../testbenches/support/run-cli.ts';
import { meaninglessStateDict } from '../../testbenches/support/state-dict.ts';
import { llama2cFile, TINY, tokenizerBin } from '../model/llama2c/support/llama2c-file.ts';
import { loadModel } from '../model/load.ts';
import { packagePath } from '../package-root.ts';
import { importResultSchema } from '../schema/import.ts';

let folder = '';
let state = '';
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fpga-gen-import-'));
  state = at('state.json');
  writeFileSync(state, JSON.stringify(meaninglessStateDict()));
});
afterAll(() => rmSync(folder, { recursive: true }));

const formats = ['--weight-format', 'int8', '--activation-format', 'int8', '--kv-format', 'int8'];
const choices = [...formats, '--context', '8'];

describe('fpga-gen import', () => {
  test('of a state dict: what is built from it is what the state dict gives, byte for byte', async () => {
    const { exitCode, stdout, stderr } = await runCli([
      ...['import', state, '-o', at('model'), ...choices, '--json'],
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(importResultSchema.parse(JSON.parse(stdout))).toMatchObject({
      dir: at('model'),
      name: 'state',
      architecture: { kind: 'microgpt', width: 16, context: 8 },
      parameters: 4192 - 8 * 16,
      weight_format: 'int8',
    });
    expect(readdirSync(at('model')).sort()).toEqual(['manifest.json', 'model.json', 'weights.safetensors']);
    const build = ['--board', 'kv260', '-o'];
    expect(await runCli(['build', state, ...build, at('direct'), ...choices])).toMatchObject({ exitCode: 0 });
    expect(await runCli(['build', at('model'), ...build, at('through')])).toMatchObject({ exitCode: 0 });
    // The manifest holds the hash of every file: the RTL, the images and the reports.
    const manifest = (name: string): string => readFileSync(join(at(name), 'manifest.json'), 'utf8');
    expect(manifest('through')).toBe(manifest('direct'));
  });

  test('of a llama2.c file with its tokenizer is the same model, and gives the same build', async () => {
    const { bytes } = llama2cFile(TINY, { version: 2, tied: false });
    writeFileSync(at('small.bin'), bytes);
    const pieces = ['<unk>', '<s>', '</s>', ' ', 'a', Buffer.of(0xff)];
    writeFileSync(at('tokenizer.bin'), tokenizerBin(pieces.map((piece, index) => [piece, -index / 3])));
    const options = ['--tokenizer', at('tokenizer.bin'), '--weight-format', 'ternary', '--context', '4'];
    const { exitCode, stdout, stderr } = await runCli([
      ...['import', at('small.bin'), '-o', at('llama'), '--json', ...options],
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(importResultSchema.parse(JSON.parse(stdout))).toMatchObject({
      architecture: { kind: 'llama', width: 8, heads: 2, kv_heads: 1, head_dim: 4, ffn: 12, context: 4 },
      parameters: 2 * 48 + 2 * (8 + 8 + 64 + 32 + 32 + 64 + 3 * 96) + 8,
      weight_format: 'ternary',
    });
    expect(readdirSync(at('llama')).sort()).toEqual([
      ...['manifest.json', 'model.json', 'tokenizer.json', 'weights.safetensors'],
    ]);
    const source = loadModel(at('small.bin'), {
      ...{ tokenizer: at('tokenizer.bin'), weightFormat: 'ternary', context: 4 },
    });
    expect(loadModel(at('llama'))).toEqual(source);
    const built = async (model: string, output: string, ...rest: string[]): Promise<string> => {
      const result = await runCli(['build', at(model), '--board', 'kv260', '-o', at(output), ...rest]);
      expect(result).toMatchObject({ exitCode: 0, stderr: '' });
      return readFileSync(join(at(output), 'manifest.json'), 'utf8');
    };
    const manifest = await built('llama', 'llama-through');
    expect(manifest).toBe(await built('small.bin', 'llama-direct', ...options));
    expect(manifest).toContain('"tokenizer.json":');
    const run = await runCli(['sim', at('llama-direct'), '--prompt', 'a', '--max-new-tokens', '1', '--json']);
    expect(JSON.parse(run.stdout)).toMatchObject({ prompt_tokens: 3, tokens: [expect.any(Number)] });
  });

  test.each(['microgpt-q412', 'microgpt-ternary'])('of %s is the same model', async (design) => {
    const model = packagePath('designs', design);
    const { exitCode, stdout } = await runCli(['import', model, '-o', at(design)]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('model    microgpt, 4,192 parameters: 1 layers of width 16');
    expect(loadModel(at(design))).toEqual(loadModel(model));
    // Weights that were 32-bit floats stay so.
    const weights = (place: string): Buffer => readFileSync(join(place, 'weights.safetensors'));
    expect(weights(at(design)).length).toBeLessThanOrEqual(weights(model).length + 1024);
  });

  test('replaces an earlier import with --force, and nothing else', async () => {
    mkdirSync(at('theirs'));
    writeFileSync(join(at('theirs'), 'model.json'), '{}');
    mkdirSync(at('built'));
    writeFileSync(join(at('built'), 'manifest.json'), '{"generator":"fpga-gen"}');
    const attempt = async (output: string, ...rest: string[]) => {
      const { exitCode, stderr } = await runCli(['import', state, '-o', at(output), ...rest]);
      return { exitCode, stderr: stderr.replaceAll(folder, 'F') };
    };
    expect(await attempt('ours')).toEqual({ exitCode: 0, stderr: '' });
    expect(await attempt('ours')).toEqual({
      exitCode: 2,
      stderr: 'error: output folder F/ours: exists\n  use --force to replace this earlier import\n',
    });
    expect(await attempt('ours', '--force', '--weight-format', 'int8')).toEqual({ exitCode: 0, stderr: '' });
    expect(loadModel(at('ours')).weightFormat).toBe('int8');
    for (const name of ['theirs', 'built']) {
      const before = readdirSync(at(name));
      expect(await attempt(name, '--force')).toEqual({
        exitCode: 2,
        stderr:
          `error: output folder F/${name} has content that is no import of fpga-gen\n` +
          '  choose another name, or move that content away\n',
      });
      expect(readdirSync(at(name))).toEqual(before);
    }
  });
});
