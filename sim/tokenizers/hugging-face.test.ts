import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../generator/errors.ts';
import { ggufBytes } from '../../generator/model/checkpoint/support/gguf-bytes.ts';
import { readGguf } from '../../generator/model/gguf/gguf-file.ts';
import { ggufTokenizer } from '../../generator/model/gguf/tokenizer.ts';
import type { Tokenizer } from '../../generator/model/integer-model.ts';
import { readTokenizer } from '../../generator/model/tokenizer/read-tokenizer.ts';
import { storedTokenizer } from '../../generator/model/tokenizer/stored-tokenizer.ts';
import { describeWith, sharedPath } from '../../testbenches/support/requirements.ts';
import { codecOf, stopToken } from '../tokens.ts';

const root = mkdtempSync(join(tmpdir(), 'fpga-gen-tokenizer-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const VECTORS = ['gguf/ggml-vocab-llama-spm.gguf.inp', 'gguf/ggml-vocab-llama-spm.gguf.out'];
const GGUF = 'gguf/ggml-vocab-llama-spm.gguf';
/** Named after Llama 2, but its tokens are Mistral's. */
const MISTRAL = 'tokenizers/llama2-tokenizer.json';
const VOCABULARY = 32_000;

/** Texts with their tokens, as ggml's converter writes them from the original tokenizer. */
function vectors(): readonly (readonly [string, readonly number[]])[] {
  const [texts, tokens] = VECTORS.map((name) => readFileSync(sharedPath(name), 'utf8'));
  const lists = (tokens ?? '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/).filter(Boolean).map(Number));
  return (texts ?? '').split('\n__ggml_vocab_test__\n').map((text, index) => [text, lists[index] ?? []]);
}

describeWith({ shared: [...VECTORS, GGUF] }, "Llama 2's pieces from a GGUF", () => {
  const codec = codecOf(piecesOf(ggufTokens()));

  it('encodes as the original does: every vector, and back', () => {
    expect(vectors().length).toBeGreaterThan(40);
    for (const [text, tokens] of vectors()) {
      expect(codec.encode(text, 'prompt'), JSON.stringify(text)).toEqual(tokens);
      expect(codec.decode(tokens, [1])).toBe(text);
    }
  });

  // The stored copy went through UTF-8: bytes that are none became U+FFFD, and the scores with them.
  it('are refused as the stored copy has them', () => {
    expect(() => readGguf(sharedPath(GGUF))).toThrow(/length of key 9 must be at most 65535/);
  });
});

describeWith({ shared: [...VECTORS, MISTRAL] }, 'a tokenizer.json of sentencepiece (Mistral 7B)', () => {
  const huggingFace = readTokenizer(sharedPath(MISTRAL), VOCABULARY);
  const codec = codecOf(huggingFace);

  it('begins with <s>, ends with </s>', () => {
    expect(huggingFace).toMatchObject({ kind: 'huggingface', boundary: 1, stop: 2 });
    expect(stopToken(huggingFace)).toBe(2);
  });

  it('encodes as its pieces do, by another algorithm, and back', () => {
    const pieces = codecOf(piecesOf(definitionTokens(huggingFace)));
    for (const [text] of vectors()) {
      const tokens = codec.encode(text, 'prompt');
      expect(tokens, JSON.stringify(text)).toEqual(pieces.encode(text, 'prompt'));
      expect(codec.decode(tokens, [1])).toBe(text);
    }
  });

  it('goes into the build folder and comes back', () => {
    const { entry, files } = storedTokenizer(huggingFace);
    expect(entry).toEqual({ kind: 'file', file: 'tokenizer.json' });
    const path = join(root, 'tokenizer.json');
    writeFileSync(path, files.get('tokenizer.json') ?? '');
    expect(readTokenizer(path, VOCABULARY)).toEqual(huggingFace);
  });

  it('writes what follows a text, not what stands alone', () => {
    const text = 'Hello world, hello \u{1f999}';
    const whole = codec.encode(text, 'prompt');
    for (let cut = 0; cut <= whole.length; cut++) {
      const [before, after] = [whole.slice(0, cut), whole.slice(cut)];
      const [first, second] = [codec.decode(before, [1]), codec.decode(after, [1, ...before])];
      // A cut within a character leaves the sign for a part of one.
      expect(first.includes('\ufffd') ? text : first + second).toBe(text);
    }
    const [hello = 0] = whole;
    expect(codec.decode([hello, 2, hello, 1], [1])).toBe('Hello\nHello');
  });

  it('is refused for a smaller vocabulary', () => {
    expect(() => readTokenizer(sharedPath(MISTRAL), 512)).toThrow(
      /must be a token below 512, the vocabulary of the model/,
    );
  });
});

/** The tokens of the damaged GGUF: texts, and their lengths below 128, are as they were. */
function ggufTokens(): readonly string[] {
  const bytes = readFileSync(sharedPath(GGUF));
  const key = 'tokenizer.ggml.tokens';
  // Behind the key: the types of an array and of texts, and their number.
  let at = bytes.indexOf(key) + key.length + 16;
  return Array.from({ length: VOCABULARY }, () => {
    const length = bytes.readUInt32LE(at);
    at += 8 + length;
    return bytes.toString('utf8', at - length, at);
  });
}

function definitionTokens(tokenizer: Tokenizer): readonly string[] {
  if (tokenizer.kind !== 'huggingface') throw new Error('another kind');
  const { vocab }: { vocab: Record<string, number> } = JSON.parse(
    JSON.stringify(tokenizer.definition['model']),
  );
  const tokens = Array<string>(VOCABULARY).fill('');
  for (const [text, id] of Object.entries(vocab)) tokens[id] = text;
  return tokens;
}

/** As sentencepiece has them: the score of a piece is its negated rank, but runs of spaces come last. */
function score(token: string, id: number): number {
  if (/^▁▁+$/.test(token)) return -1e9;
  return id < 259 ? 0 : 259 - id;
}

/** The tokenizer of a GGUF with these tokens. */
function piecesOf(tokens: readonly string[]): Tokenizer {
  const path = join(root, 'pieces.gguf');
  const bytes = ggufBytes({
    metadata: [
      ['tokenizer.ggml.model', { text: 'llama' }],
      ['tokenizer.ggml.tokens', { texts: tokens }],
      ['tokenizer.ggml.scores', { f32s: tokens.map(score) }],
      ['tokenizer.ggml.bos_token_id', { u32: 1 }],
      ['tokenizer.ggml.eos_token_id', { u32: 2 }],
    ],
    tensors: [],
  });
  writeFileSync(path, bytes);
  return ggufTokenizer(readGguf(path), VOCABULARY, {});
}

describe('a small tokenizer.json', () => {
  const definition = {
    version: '1.0',
    added_tokens: [
      {
        id: 0,
        content: '<s>',
        special: true,
        normalized: false,
        single_word: false,
        lstrip: false,
        rstrip: false,
      },
      {
        id: 1,
        content: '</s>',
        special: true,
        normalized: false,
        single_word: false,
        lstrip: false,
        rstrip: false,
      },
    ],
    normalizer: null,
    pre_tokenizer: null,
    decoder: { type: 'Fuse' },
    model: { type: 'BPE', vocab: { '<s>': 0, '</s>': 1, a: 2, b: 3, ab: 4 }, merges: ['a b'] },
  };
  const single = (...before: string[]) => ({
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        ...before.map((id) => ({ SpecialToken: { id, type_id: 0 } })),
        { Sequence: { id: 'A', type_id: 0 } },
      ],
      pair: [],
      special_tokens: {
        '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] },
        '</s>': { id: '</s>', ids: [1], tokens: ['</s>'] },
      },
    },
  });
  let written = 0;
  const read = (changes: object, config?: object) => {
    const folder = mkdtempSync(join(root, `small-${++written}-`));
    writeFileSync(
      join(folder, 'tokenizer.json'),
      JSON.stringify({ ...definition, post_processor: null, ...changes }),
    );
    if (config !== undefined) writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify(config));
    return readTokenizer(join(folder, 'tokenizer.json'), 5);
  };

  it.each<[string, object, object | undefined, number | null, number | undefined]>([
    ['no post-processor', {}, undefined, null, undefined],
    ['a post-processor with a token in front', single('<s>'), undefined, 0, undefined],
    ['an end that the configuration names', single('<s>'), { eos_token: '</s>' }, 0, 1],
    ['a configuration against the post-processor', single('<s>'), { add_bos_token: false }, null, undefined],
    [
      'a configuration without a post-processor',
      {},
      { add_bos_token: true, bos_token: { content: '<s>' } },
      0,
      undefined,
    ],
  ])('%s', (_, changes, config, boundary, stop) => {
    const tokenizer = read(changes, config);
    expect([tokenizer.boundary, tokenizer.stop]).toEqual([boundary, stop]);
    expect(codecOf(read(changes, config)).encode('abab', 'prompt')).toEqual([4, 4]);
  });

  it.each<[string, object, object | undefined, RegExp]>([
    [
      'two tokens in front',
      single('<s>', '</s>'),
      undefined,
      /must put at most one token before a text, received \[0,1,2\]/,
    ],
    [
      'a model of an unknown kind',
      { model: { ...definition.model, type: 'CharBPE' } },
      undefined,
      /model.type must be BPE, Unigram or WordPiece/,
    ],
    [
      'a post-processor of an unknown kind',
      { post_processor: { type: 'X' } },
      undefined,
      /that @huggingface\/tokenizers reads/,
    ],
    ['no model', { model: undefined }, undefined, /model is missing/],
    [
      'a token past the vocabulary',
      { model: { ...definition.model, vocab: { a: 4_000_000_000 } } },
      undefined,
      /vocab.a must be a token below 5/,
    ],
    [
      'a token past the vocabulary of a strange name',
      { model: { ...definition.model, vocab: JSON.parse('{"__proto__": 9}') } },
      undefined,
      /vocab.__proto__ must be a token below 5/,
    ],
    ['a token that is no number', { model: { ...definition.model, vocab: { a: -1 } } }, undefined, /vocab/],
    [
      'a special token that is none',
      {},
      { eos_token: '<|end|>' },
      /must hold the special tokens of its tokenizer_config.json/,
    ],
  ])('refuses %s', (_, changes, config, message) => {
    expect(() => read(changes, config)).toThrow(InputError);
    expect(() => read(changes, config)).toThrow(message);
  });

  it('refuses a text that it has no tokens for', () => {
    expect(() =>
      codecOf(read({ model: { ...definition.model, unk_token: '?' } })).encode('abc', 'prompt'),
    ).toThrow(/prompt must consist of what the tokenizer has tokens for/);
  });
});
