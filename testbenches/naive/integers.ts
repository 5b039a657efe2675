// The page's notation in BigInt: exact whatever the width, so that no width has to be thought about.

/** rhe(a / b), b > 0: to nearest, ties to even. */
export function rhe(a: bigint, b: bigint): bigint {
  const below = floorDiv(a, b);
  const twiceRest = 2n * (a - below * b);
  if (twiceRest < b) return below;
  if (twiceRest > b) return below + 1n;
  return below % 2n === 0n ? below : below + 1n;
}

/** floor(a / b), b > 0. */
export function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return quotient * b > a ? quotient - 1n : quotient;
}

/** clampN(v): limits to ±(2^(bits−1) − 1). */
export function clamp(bits: number, value: bigint): bigint {
  const largest = pow2(bits - 1) - 1n;
  if (value > largest) return largest;
  return value < -largest ? -largest : value;
}

/** 2^exponent, exponent ≥ 0. */
export function pow2(exponent: number): bigint {
  return 2n ** BigInt(exponent);
}

/** rhe(a · 2^exponent), of either sign. */
export function rheScaled(a: bigint, exponent: number): bigint {
  return exponent >= 0 ? a * pow2(exponent) : rhe(a, pow2(-exponent));
}

/** bitlen(a), a ≥ 0. */
export function bitLength(a: bigint): number {
  let bits = 0;
  while (pow2(bits) <= a) bits++;
  return bits;
}

export function abs(a: bigint): bigint {
  return a < 0n ? -a : a;
}

export function maximum(values: readonly bigint[]): bigint {
  let largest = entry(values, 0);
  for (const value of values) if (value > largest) largest = value;
  return largest;
}

export function total(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n);
}

/** rhe of a real number. */
export function rheReal(value: number): number {
  const below = Math.floor(value);
  if (value - below === 0.5) return below % 2 === 0 ? below : below + 1;
  return Math.round(value);
}

/** An element that must be there. */
export function entry<T>(values: { readonly [index: number]: T | undefined }, index: number): T {
  const value = values[index];
  if (value === undefined) throw new Error(`no entry ${index}`);
  return value;
}
