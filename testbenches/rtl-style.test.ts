/** The layout of the Verilog, as docs/rtl-style.md has it. */

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rtlFiles } from './support/rtl-files.ts';

const COLUMNS = 100;

describe.each(rtlFiles())('%s', (path) => {
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n');
  const name = basename(path, '.v');

  test('has spaces only, none at the end of a line, and short lines', () => {
    expect(lines.filter((line) => /\t|\s$/.test(line) || [...line].length > COLUMNS)).toEqual([]);
  });

  test('begins with its name and purpose', () => {
    expect(lines[0]).toMatch(new RegExp(`^// ${name}: \\S`));
  });

  test('holds one module, named as the file', () => {
    expect(lines.filter((line) => line.startsWith('module ')).map((line) => line.split(/\W+/)[1])).toEqual([
      name,
    ]);
  });

  test('switches implicit nets off, and back on at its end', () => {
    expect(lines.filter((line) => line.startsWith('`default_nettype'))).toEqual([
      '`default_nettype none',
      '`default_nettype wire',
    ]);
    expect(text).toMatch(/\nendmodule\n`default_nettype wire\n$/);
  });

  test('gives every parameter a type, strings excepted', () => {
    const parameters = lines.filter((line) => /^\s*parameter\b/.test(line));
    const typed = /^ {2}parameter (integer \w+ =|\[.+\] \w+ =|\w+ = ")/;
    expect(parameters.filter((line) => !typed.test(line))).toEqual([]);
  });

  test('declares one port a line', () => {
    const ports = lines.filter((line) => /^\s*(input|output)\b/.test(line));
    expect(ports.filter((line) => !/^ {2}(input|output) (wire|reg) /.test(line))).toEqual([]);
  });
});
