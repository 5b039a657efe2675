import { Tokenizer as Library } from '@huggingface/tokenizers';
import { InputError } from '../../generator/errors.ts';
import type { HuggingFaceTokenizer } from '../../generator/model/integer-model.ts';
import type { TextCodec } from './text-codec.ts';

/** A tokenizer.json of Hugging Face, as `@huggingface/tokenizers` does it. */
export function huggingFaceCodec({ definition, config, boundary, stop }: HuggingFaceTokenizer): TextCodec {
  const library = attempt(() => new Library(definition, config));
  const ends = new Set([boundary, stop]);
  const text = (tokens: readonly number[]): string =>
    tokens.length === 0
      ? ''
      : attempt(() => library.decode([...tokens], { clean_up_tokenization_spaces: false }));
  /** What `tokens` add behind `before`: some tokens are another text at the begin of one. */
  const added = (before: readonly number[], tokens: readonly number[]): string =>
    text([...before, ...tokens]).slice(commonLength(text(before), text([...before, ...tokens])));
  return {
    linesAreDocuments: false,
    encode: (prompt, subject) => {
      if (prompt === '') return [];
      const { ids } = attempt(() => library.encode(prompt, { add_special_tokens: false }));
      if (ids.every(Number.isInteger)) return ids;
      throw new InputError({
        subject,
        rule: 'must consist of what the tokenizer has tokens for',
        received: prompt,
      });
    },
    decode: (generated, before) => {
      const shown = ends.has(generated.at(-1) ?? null) ? generated.slice(0, -1) : generated;
      const lines: number[][] = [[]];
      for (const token of shown) {
        if (ends.has(token)) lines.push([]);
        else lines.at(-1)?.push(token);
      }
      const begun = before.slice(before.findLastIndex((token) => ends.has(token)) + 1);
      return lines.map((line, index) => added(index === 0 ? begun : [], line)).join('\n');
    },
  };
}

/** Whatever the library throws at a definition that it does not understand, it is the definition that is wrong. */
function attempt<Result>(use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    throw new InputError({
      subject: 'tokenizer',
      rule: 'must be one that @huggingface/tokenizers reads',
      received: error,
      hint: 'Take the tokenizer.json of the model as it was published.',
    });
  }
}

function commonLength(left: string, right: string): number {
  const most = Math.min(left.length, right.length);
  for (let index = 0; index < most; index++) if (left[index] !== right[index]) return index;
  return most;
}
