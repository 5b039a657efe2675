import { expect, test } from 'vitest';
import { randomLlama } from '../../testbenches/arbitraries/llama.ts';
import { type FloatLinear, layerLinears } from './float-model.ts';
import { groupSizeOf } from './group-size.ts';
import { prepare } from './prepare.ts';

/** What the codes of a matrix stand for. */
function meant({ cols, groups }: FloatLinear): Float64Array {
  if (groups === undefined) throw new Error('no groups');
  const perRow = Math.ceil(cols / groups.size);
  const { codes, zeroPoints, scales } = groups;
  return Float64Array.from(codes, (code, at) => {
    const group = Math.floor(at / cols) * perRow + Math.floor((at % cols) / groups.size);
    return (code - (zeroPoints[group] ?? 0)) * (scales[group] ?? 0);
  });
}

test.each([
  ['heads of a power of two', 4, 8, 8],
  ['heads that are padded', 6, 8, 2],
  ['padded heads of more elements', 12, 8, 4],
  ['groups larger than a head', 12, 16, 4],
])('rotary pairs and padding: %s', (_name, headDim, groupSize, common) => {
  const model = randomLlama({
    ...{ weightFormat: 'int4', pairing: 'half', headDim, groupSize, width: 16, ffn: 24, gains: true },
  });
  const prepared = prepare(model, []);
  for (const linear of prepared.layers.flatMap(layerLinears)) {
    expect(linear.groups?.codes).toHaveLength(linear.rows * linear.cols);
    expect(meant(linear), linear.name).toEqual(linear.values);
  }
  expect(groupSizeOf(prepared)).toBe(common);
});
