/** Whole numbers in groups of three digits: `1,234,567`. */
export function grouped(value: number): string {
  // The sum has no sign of zero: people count from 0, not from -0.
  return (Math.round(value) + 0).toLocaleString('en-US');
}

const PREFIXES: ReadonlyArray<readonly [number, string]> = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
  [1e-3, 'm'],
  [1e-6, 'µ'],
  [1e-9, 'n'],
];

/** A quantity with three digits that count and the fitting prefix: `quantity(0.00000421, 's')` is `4.21 µs`. */
export function quantity(value: number, unit: string): string {
  // Rounded first, so that 999.9 becomes 1 k and not 1000.
  const rounded = Number(value.toPrecision(3));
  const [scale, prefix] = PREFIXES.find(([least]) => Math.abs(rounded) >= least) ?? [1, ''];
  return `${Number((rounded / scale).toPrecision(3))} ${prefix}${unit}`;
}

/** A share as a percentage with one decimal: `percent(0.105)` is `10.5 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
