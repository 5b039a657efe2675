import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../generator/errors.ts';
import { BOUNDARY, CONTEXT } from './shape.ts';

/** Names as documents: boundary, letters (a = 0 … z = 25), boundary. */
export interface Names {
  readonly training: readonly Int32Array[];
  readonly heldOut: readonly Int32Array[];
}

/**
 * Reads texts/names.txt of the shared model folder (FPGA_GEN_SHARED, or ../shared beside the repository).
 * The text is third-party and stays outside the repository.
 */
export function loadNames(): Names {
  const besideRepository = fileURLToPath(new URL('../../../shared', import.meta.url));
  const shared = process.env['FPGA_GEN_SHARED'] ?? besideRepository;
  const path = join(shared, 'models', 'texts', 'names.txt');
  return splitNames(readText(path).split('\n'), path);
}

/** Splits by name, not by line: a name that occurs twice must not be in both parts. */
export function splitNames(lines: readonly string[], subject: string): Names {
  const distinct = [...new Set(lines.map((line) => line.trim()).filter((line) => line !== ''))].sort();
  const training: Int32Array[] = [];
  const heldOut: Int32Array[] = [];
  for (const name of distinct) (isHeldOut(name) ? heldOut : training).push(encodeName(name, subject));
  return { training, heldOut };
}

/** A tenth of all names, chosen by the name alone: the first byte of its SHA-256, modulo 10, is 0. */
export function isHeldOut(name: string): boolean {
  return createHash('sha256').update(name).digest().readUInt8(0) % 10 === 0;
}

/** Cut so that its predictions (one fewer than its tokens) fit the context. */
function encodeName(name: string, subject: string): Int32Array {
  const letters = Array.from(name, (letter) => letter.charCodeAt(0) - 'a'.charCodeAt(0));
  if (letters.some((letter) => letter < 0 || letter >= BOUNDARY)) {
    throw new InputError({
      subject,
      rule: 'names consist of the letters a to z',
      received: name,
      hint: 'Write one lower-case name per line.',
    });
  }
  return Int32Array.from([BOUNDARY, ...letters, BOUNDARY].slice(0, CONTEXT + 1));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError({
      subject: path,
      rule: 'the training text must be readable',
      received: String(error),
      hint: 'Set FPGA_GEN_SHARED to the folder that holds models/texts/names.txt.',
    });
  }
}
