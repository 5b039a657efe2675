import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeSafetensors } from '../../generator/model/safetensors.ts';
import { randomParameters } from './initialise.ts';
import { Random } from './random.ts';
import { loadWeights, saveWeights } from './weights-file.ts';

describe('weights file', () => {
  let folder: string;
  let path: URL;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'weights-'));
    path = pathToFileURL(join(folder, 'weights.safetensors'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('rounds the parameters to the float32 that it writes', () => {
    const parameters = randomParameters(new Random(1));
    const exact = parameters.all.slice();
    saveWeights(path, parameters);
    expect(parameters.all).toEqual(exact.map(Math.fround));
    expect(loadWeights(path)).toEqual(parameters);
  });

  it('refuses a file without one of the tensors', () => {
    writeFileSync(path, writeSafetensors([{ name: 'wte', shape: [27, 16], values: new Float32Array(432) }]));
    expect(() => loadWeights(path)).toThrow(/tensor wpe must have the shape \[16, 16\]/);
  });
});
