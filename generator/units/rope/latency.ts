import { imageText, packElements } from '../../emit/image.ts';
import { InputError } from '../../errors.ts';
import { ROPE_FRACTION, type RopeTables } from '../../model/rope-tables.ts';
import type { RopeParameters } from './parameters.ts';

/**
 * Core cycles from a vector's last beat to the same turned (or passed, for values): product, and rounding where it has a register.
 * With one row a pair comes in two beats, of which the second leaves after the first.
 */
export function ropeLatencyCycles({ rows, pipeline }: Pick<RopeParameters, 'rows' | 'pipeline'>): number {
  return 1 + pipeline + (rows === 1 ? 1 : 0);
}

/**
 * Core cycles from start_i to the first in which a key or query beat may come. A pair's coefficients are made every cycle
 * and a head's beats come at most as fast, so the last word decides; with one row, half as fast, so the first one does.
 */
export function ropeReadyCycles(p: Pick<RopeParameters, 'rows' | 'headDim' | 'pipeline'>): number {
  const words = ropeWords(p);
  const memory = words > 1 ? 1 : 0;
  return p.rows === 1 ? 2 + p.pipeline + memory : p.headDim / 2 - words + 3 + p.pipeline + memory;
}

/** Words of a head's coefficients: those of the pairs that are turned at once. */
export function ropeWords({ rows, headDim }: Pick<RopeParameters, 'rows' | 'headDim'>): number {
  return Math.ceil(headDim / Math.max(2, rows));
}

/** Images of the tables: a word a pair, the sine above the cosine, 2^pairBits pairs an entry. */
export function ropeImages(tables: RopeTables): ReadonlyMap<string, string> {
  const image = (cos: Int32Array, sin: Int32Array) =>
    imageText(
      Array.from(cos, (c, at) => packElements([c, sin[at] ?? 0], ROPE_FRACTION + 2)),
      2 * (ROPE_FRACTION + 2),
    );
  return new Map([
    ['mem/rope_high.mem', image(tables.highCos, tables.highSin)],
    ['mem/rope_low.mem', image(tables.lowCos, tables.lowSin)],
  ]);
}

/** @throws InputError where the unit could not be built */
export function checkRope({
  rows,
  headDim,
  context,
}: Pick<RopeParameters, 'rows' | 'headDim' | 'context'>): void {
  const require = (holds: boolean, name: string, rule: string, received: unknown) => {
    if (!holds) throw new InputError({ subject: `rope: ${name}`, rule, received });
  };
  require(Number.isInteger(Math.log2(rows)), 'rows', 'must be a power of two', rows);
  const whole = headDim % 2 === 0 && headDim >= 2 && (rows % headDim === 0 || headDim % rows === 0);
  require(whole, 'headDim', `must be even and divide ${rows} or be a multiple of it`, headDim);
  require(Number.isInteger(context) &&
    context >= 1, 'context', 'must be a whole number of at least 1', context);
}
