/**
 * Exponential, logarithm, sine and cosine of +, ·, / and the square root alone, whose results IEEE 754 fixes: unlike
 * with Math.exp and its like, every machine makes the same tables. Good to about 2^−45 of the largest result.
 */

/** e^x, |x| < 700. */
export function exponential(x: number): number {
  let halvings = 0;
  let argument = x;
  for (; Math.abs(argument) > 1 / 16; argument /= 2) halvings++;
  let result = 1;
  for (let n = 9; n >= 1; n--) result = 1 + (argument / n) * result;
  for (; halvings > 0; halvings--) result *= result;
  return result;
}

/** ln x, x > 0. */
export function logarithm(x: number): number {
  let factor = 2;
  let root = x;
  for (; root > 1.5 || root < 0.7; root = Math.sqrt(root)) factor *= 2;
  // The series of the area tangent: ln r = 2·artanh((r − 1)/(r + 1)), here up to 0.2^27.
  const ratio = (root - 1) / (root + 1);
  let sum = 0;
  for (let n = 25; n >= 1; n -= 2) sum = sum * ratio * ratio + 1 / n;
  return factor * ratio * sum;
}

/** Cosine and sine of an angle below 2^20. */
export function cosineSine(angle: number): { readonly cos: number; readonly sin: number } {
  const quarters = Math.round(angle / HALF_PI_HIGH);
  // The high part has 33 bits, so that its multiples are exact.
  const rest = angle - quarters * HALF_PI_HIGH - quarters * HALF_PI_LOW;
  const square = rest * rest;
  let cos = 1;
  let sin = 1;
  for (let n = 16; n >= 2; n -= 2) {
    cos = 1 - (square / (n * (n - 1))) * cos;
    sin = 1 - (square / (n * (n + 1))) * sin;
  }
  sin *= rest;
  const quadrant = ((quarters % 4) + 4) % 4;
  if (quadrant === 0) return { cos, sin };
  if (quadrant === 1) return { cos: -sin, sin: cos };
  if (quadrant === 2) return { cos: -cos, sin: -sin };
  return { cos: sin, sin: -cos };
}

/** The first 33 bits of π/2, and the rest. */
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_LOW = 6.077100506506192e-11;
