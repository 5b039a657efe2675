import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codecOf } from '../../../sim/tokens.ts';
import { readTokenizer } from '../tokenizer/read-tokenizer.ts';
import { FUZZ_TEST_MS, fuzz, root } from './support/fuzz.ts';
import { mutateJson } from './support/mutate.ts';

const TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: ['<s>', '</s>'].map((content, id) => ({
    ...{ id, content, special: true },
    ...{ normalized: false, single_word: false, lstrip: false, rstrip: false },
  })),
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Prepend', prepend: '▁' },
      { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    ],
  },
  pre_tokenizer: { type: 'Split', pattern: { Regex: '[a-z]+|\\s+' }, behavior: 'Isolated', invert: false },
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
    special_tokens: { '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] } },
  },
  decoder: {
    type: 'Sequence',
    decoders: [{ type: 'Replace', pattern: { String: '▁' }, content: ' ' }, { type: 'Fuse' }],
  },
  model: {
    type: 'BPE',
    unk_token: '<unk>',
    fuse_unk: true,
    byte_fallback: true,
    vocab: { '<s>': 0, '</s>': 1, '<unk>': 2, '▁': 3, a: 4, b: 5, ab: 6, '▁ab': 7 },
    merges: ['a b', '▁ ab'],
  },
};

describe('damaged tokenizers are refused or encode into the vocabulary', () => {
  it.each(['tokenizer.json', 'tokenizer_config.json'])(
    '%s',
    (damaged) => {
      const path = join(root, 'tokenizer.json');
      const config = {
        add_bos_token: true,
        bos_token: '<s>',
        eos_token: { content: '</s>' },
        unk_token: '<unk>',
      };
      fuzz(200, (caseSeed) => {
        const [definition, settings] =
          damaged === 'tokenizer.json'
            ? [mutateJson(TOKENIZER, caseSeed), config]
            : [TOKENIZER, mutateJson(config, caseSeed)];
        writeFileSync(path, JSON.stringify(definition));
        writeFileSync(join(root, 'tokenizer_config.json'), JSON.stringify(settings));
        const tokenizer = readTokenizer(path, 8);
        const { boundary, stop = null } = tokenizer;
        for (const token of [boundary, stop]) expect(token === null || (token >= 0 && token < 8)).toBe(true);
        const codec = codecOf(tokenizer);
        const tokens = codec.encode('ab a</s> c', 'prompt');
        for (const token of tokens) expect(Number.isInteger(token) && token >= 0 && token < 8).toBe(true);
        expect(typeof codec.decode(tokens, boundary === null ? [] : [boundary])).toBe('string');
      });
    },
    FUZZ_TEST_MS,
  );
});
