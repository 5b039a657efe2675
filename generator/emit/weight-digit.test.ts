import { expect, test } from 'vitest';
import { quantiseLinear } from '../model/quantise-weights.ts';
import { weightDigit } from './weight-digit.ts';

const values = Float64Array.from({ length: 255 }, (_, at) => at - 127);
const linear = { name: 'w', rows: 1, cols: values.length, values };

test('int8 in an array of int4: two digits of −8 to 7, the higher one 16 times the lower, a lower one worth 8', () => {
  const integer = quantiseLinear(linear, 'int8', 'int4');
  expect(integer.planes).toBe(2);
  const met = new Set<number>();
  for (const [at, weight] of integer.weights.entries()) {
    const [low, high] = [weightDigit(integer, at, 0), weightDigit(integer, at, 1)];
    for (const digit of [low, high]) expect(Math.abs(digit + 0.5)).toBeLessThan(8);
    expect(128 * high + 8 * low).toBe(weight);
    met.add(weight / 8);
  }
  expect([Math.min(...met), Math.max(...met), met.size]).toEqual([-119, 119, 239]);
});

test('int8 in a ternary array: seven digits of one sign', () => {
  const integer = quantiseLinear(linear, 'int8', 'ternary');
  for (const [at, weight] of integer.weights.entries()) {
    const digits = Array.from({ length: 7 }, (_, plane) => weightDigit(integer, at, plane));
    expect(digits.reduce((sum, digit, plane) => sum + digit * 2 ** plane, 0)).toBe(weight);
    for (const digit of digits) expect([0, Math.sign(weight)]).toContain(digit);
  }
});
