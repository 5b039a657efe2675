import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../generator/package-root.ts';

const TEMPLATES = packagePath('templates');

/** Paths of all plain Verilog files of the project. */
export function rtlFiles(): readonly string[] {
  return readdirSync(TEMPLATES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.v'))
    .sort()
    .map((file) => join(TEMPLATES, file));
}
