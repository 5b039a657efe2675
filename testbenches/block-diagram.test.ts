import { expect, test } from 'vitest';
import { loadIntegerModel } from '../generator/build.ts';
import { makeDesign } from '../generator/emit/design.ts';
import { streamEdges } from '../generator/netlist/block-diagram.ts';
import { packagePath } from '../generator/package-root.ts';
import type { Plan } from '../generator/sizing/plan.ts';

const plan: Plan = {
  rows: 8,
  lanes: 8,
  array: 'matmul_array',
  attention: 'attention',
  headsParallel: 1,
  tokenSlots: 1,
  weightStore: 'bram',
  kvStore: 'bram',
  tableStore: 'bram',
  sampler: 'sampler_serial',
  multiplier: 'dsp',
  pipeline: 1,
  adderLevels: 3,
  clockHz: 100_000_000,
};

const feeds = (model: string, tokenSlots: number): readonly string[] => {
  const integer = loadIntegerModel({ model: packagePath('designs', model) });
  const { core } = makeDesign(integer, { ...plan, tokenSlots });
  return streamEdges(core).map(({ from, to }) => `${from} → ${to}`);
};

const COMMON = [
  'embedding → norm_quantise',
  'residual → norm_quantise',
  'attention → norm_quantise',
  'norm_quantise → matmul_array',
  'weight_store → matmul_array',
  'matmul_array → dequantise',
  'dequantise → residual',
  'dequantise → sampler_serial',
];

test.each([1, 2])('the block diagram of a microGPT, %i token slots', (slots) => {
  const own = ['activation → norm_quantise', 'dequantise → activation', 'dequantise → attention'];
  expect([...feeds('microgpt-ternary/model.json', slots)].sort()).toEqual([...COMMON, ...own].sort());
});

test('the block diagram of a BitNet', () => {
  const gate = ['gated_activation → norm_quantise', 'dequantise → gated_activation'];
  const heads = ['dequantise → rope', 'rope → attention', 'embedding → residual'];
  expect([...feeds('tiny-bitnet/model.json', 1)].sort()).toEqual([...COMMON, ...gate, ...heads].sort());
});
