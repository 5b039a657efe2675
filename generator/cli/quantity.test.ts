import { expect, test } from 'vitest';
import { grouped, percent, quantity } from './quantity.ts';

test.each([
  [4.21e-6, 's', '4.21 µs'],
  [250e6, 'Hz', '250 MHz'],
  [999.9, 'Hz', '1 kHz'],
  [999.4, 'Hz', '999 Hz'],
  [0, 's', '0 s'],
  [1, 's', '1 s'],
  [0.00012345, 's', '123 µs'],
  [-2500, 'V', '-2.5 kV'],
  [3e-12, 's', '3e-12 s'],
])('quantity(%d, %s) is %s', (value, unit, expected) => {
  expect(quantity(value, unit)).toBe(expected);
});

test('grouped and percent', () => {
  expect(grouped(-0)).toBe('0');
  expect(grouped(1_234_567.8)).toBe('1,234,568');
  expect(percent(0.1049)).toBe('10.5 %');
});
