import { describe, expect, test } from 'vitest';
import { InputError } from '../errors.ts';
import { packagePath } from '../package-root.ts';
import { modelFileJsonSchema, modelFileSchema } from './model-file.ts';
import { parseSchema } from './parse-schema.ts';

const good = {
  format: 'fpga-gen-model',
  version: 1,
  name: 'Größe “M” // */ $(rm -rf) <b>`x`',
  architecture: {
    kind: 'microgpt',
    layers: 1,
    width: 4,
    heads: 2,
    ffn: 8,
    context: 3,
    vocabulary: 2,
    norm_epsilon: 1e-5,
  },
  weights: { file: 'weights.safetensors', format: 'ternary' },
  activation_format: 'int8',
  kv_format: 'int8',
  tokenizer: { kind: 'characters', characters: ['a', ''], boundary: 1 },
};

/** A copy of the good file with one value set (undefined: removed), by a path like `weights.file`. */
function changed(path: string, value: unknown): unknown {
  const copy: Record<string, unknown> = structuredClone(good);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let part: Record<string, unknown> = copy;
  for (const key of keys) part = part[key] as Record<string, unknown>;
  if (value === undefined) delete part[last];
  else part[last] = value;
  return copy;
}

function messageOf(document: unknown): string {
  try {
    parseSchema(modelFileSchema, document, 'model.json');
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'accepted';
}

test('a name is free text for people', () => {
  expect(parseSchema(modelFileSchema, good, 'model.json')).toEqual(good);
});

test.each<[string, unknown, string]>([
  ['format', 'gguf', 'model.json: format must be "fpga-gen-model", received "gguf"'],
  ['version', 2, 'model.json: version must be 1, received 2\n  this fpga-gen reads version 1'],
  ['name', undefined, 'model.json: name is missing\n  free text for people'],
  ['name', 'a\nb', 'model.json: name must be one line without control characters, received "a\\nb"'],
  ['name', 'a\u202eb', 'model.json: name must be one line without control characters, received "a\\u202eb"'],
  ['name', '', 'model.json: name must not be empty, received ""'],
  ['name', 'x'.repeat(201), 'model.json: name must have at most 200 characters, received "xxx'],
  ['name', 7, 'model.json: name must be a string, received 7'],
  [
    'architecture.kind',
    'gpt2',
    'model.json: architecture.kind must name a kind that is known: microgpt, llama, received "gpt2"',
  ],
  ['architecture.widht', 4, 'model.json: architecture: unknown key, received "widht"\n  did you mean width?'],
  ['architecture.width', '4', 'model.json: architecture.width must be an integer, received "4"'],
  ['architecture.width', 4.5, 'model.json: architecture.width must be an integer, received 4.5'],
  ['architecture.layers', 0, 'model.json: architecture.layers must be at least 1, received 0'],
  ['architecture.layers', 1e9, 'model.json: architecture.layers must be at most 256, received 1000000000'],
  ['architecture.norm_epsilon', 0, 'model.json: architecture.norm_epsilon must be positive, received 0'],
  [
    'weights.file',
    '../../etc/passwd',
    'model.json: weights.file must be the name of a file beside model.json, not a path, received "../../etc/passwd"',
  ],
  [
    'weights.file',
    '/dev/zero',
    'model.json: weights.file must be the name of a file beside model.json, not a path',
  ],
  ['weights.file', '..', 'model.json: weights.file must be the name of a file beside model.json, not a path'],
  [
    'weights.format',
    'int5',
    'model.json: weights.format must be ternary, int8, int4 or q412, received "int5"',
  ],
  ['weights.format', undefined, 'model.json: weights.format is missing\n  what the weights were trained for'],
  ['activation_format', 8, 'model.json: activation_format must be int8 or int16, received 8'],
  ['kv_format', null, 'model.json: kv_format must be int8 or int16, received null'],
  ['tokenizer.characters', [1], 'model.json: tokenizer.characters[0] must be a string, received 1'],
  ['tokenizer.boundary', -1, 'model.json: tokenizer.boundary must be at least 0, received -1'],
  ['calibration', { q_frac: 4, k_frac: 4 }, 'model.json: calibration.v_frac is missing'],
  [
    'calibration',
    { q_frac: 4, k_frac: 4, v_frac: 99 },
    'model.json: calibration.v_frac must be at most 24, received 99\n  fraction bits of values',
  ],
  [
    'bogus',
    1,
    'model.json: unknown key, received "bogus"\n  known: format, version, name, architecture, weights',
  ],
])('%s = %j', (path, value, message) => {
  expect(messageOf(changed(path, value))).toContain(message);
});

test.each<[string, unknown]>([
  ['a list', []],
  ['null', null],
  ['a number', 3],
])('%s is no model', (_, document) => {
  expect(messageOf(document)).toMatch(/^model\.json/);
});

describe('docs/schema', () => {
  test('model.schema.json is current', async () => {
    const content = `${JSON.stringify(modelFileJsonSchema(), null, 2)}\n`;
    await expect(content).toMatchFileSnapshot(packagePath('docs', 'schema', 'model.schema.json'));
  });
});
