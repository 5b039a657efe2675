import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../generator/errors.ts';
import { SHAPE } from './shape.ts';

/** The plays as tokens: a character's token is its index among the characters that occur, sorted. */
export interface Plays {
  readonly characters: readonly string[];
  readonly tokens: Uint8Array;
  /** The last tenth, never trained on. */
  readonly heldOut: Uint8Array;
}

/**
 * Reads texts/tinyshakespeare.txt of the shared model folder (FPGA_GEN_SHARED, or ../shared beside the repository).
 * The text is third-party and stays outside the repository.
 */
export function loadPlays(): Plays {
  const besideRepository = fileURLToPath(new URL('../../../shared', import.meta.url));
  const shared = process.env['FPGA_GEN_SHARED'] ?? besideRepository;
  const path = join(shared, 'models', 'texts', 'tinyshakespeare.txt');
  const text = readText(path);
  const characters = [...new Set(text)].sort();
  if (characters.length !== SHAPE.vocabulary || characters.some((character) => character > '\x7f')) {
    throw new InputError({
      subject: path,
      rule: `must consist of ${SHAPE.vocabulary} different ASCII characters`,
      received: characters.join(''),
      hint: 'It is the text of karpathy/char-rnn, 1,115,394 bytes.',
    });
  }
  const tokens = encode(text, characters);
  return { characters, tokens, heldOut: tokens.subarray(Math.floor((tokens.length * 9) / 10)) };
}

/** Tokens of a text of known characters. */
export function encode(text: string, characters: readonly string[]): Uint8Array {
  const indices = new Map(characters.map((character, index) => [character, index]));
  return Uint8Array.from(text, (character) => {
    const token = indices.get(character);
    if (token === undefined) throw new Error(`no token for ${JSON.stringify(character)}`);
    return token;
  });
}

export function decode(tokens: Iterable<number>, characters: readonly string[]): string {
  return Array.from(tokens, (token) => characters[token]).join('');
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    throw new InputError({
      subject: path,
      rule: 'the training text must be readable',
      received: String(error),
      hint: 'Set FPGA_GEN_SHARED to the folder that holds models/texts/tinyshakespeare.txt.',
    });
  }
}
