import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packagePath } from '../generator/package-root.ts';
import { renderWave, svgPath, waveSources } from './waves.ts';

const hardware = readFileSync(packagePath('docs', 'hardware.md'), 'utf8');

describe('timing diagrams of the docs (repair: npm run waves)', () => {
  test.each(waveSources().map((source) => [basename(source), source]))('%s', (_, source) => {
    expect(existsSync(svgPath(source))).toBe(true);
    expect(readFileSync(svgPath(source), 'utf8')).toBe(renderWave(source));
    expect(hardware).toContain(`(waves/${basename(svgPath(source))})`);
  });
});
