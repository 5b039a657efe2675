import type { SynthResult } from '../schema/synth.ts';
import type { SynthesisRequest } from '../synth/synth.ts';
import type { CommandSpec } from './command.ts';
import { oneOf, withDefault } from './flag.ts';
import { folderArgument } from './generation-flags.ts';
import { grouped, percent, quantity } from './quantity.ts';
import { table } from './table.ts';

const flags = {
  tool: withDefault('--tool <name>', 'yosys or nextpnr', oneOf('yosys', 'nextpnr'), 'yosys'),
};

/** `fpga-gen synth`, done by `synthesise`. */
export function synthCommand(
  synthesise: (request: SynthesisRequest) => Promise<SynthResult>,
): CommandSpec<typeof flags, SynthResult> {
  return {
    name: 'synth',
    description: 'Synthesise a build folder with open tools, and compare the result with the estimate.',
    argument: folderArgument,
    flags,
    examples: ['synth build/demo', 'synth build/demo --tool nextpnr --json'],
    run: (dir, { tool }) => synthesise({ dir, tool }),
    show: showSynthesis,
  };
}

function showSynthesis(result: SynthResult): string {
  const rows = Object.entries(result.resources).map(([resource, used]) => {
    const error = result.estimate_error[resource];
    return [resource.toUpperCase(), grouped(used), typeof error === 'number' ? percent(error) : ''];
  });
  const { nanoseconds, error_band, from, to } = result.timing;
  const units = Object.entries(result.unit_errors).map(([unit, errors]) => [
    unit,
    ...(['lut', 'ff', 'bram', 'dsp'] as const).flatMap((resource) => {
      const error = errors[resource];
      return [
        grouped(result.modules[unit]?.[resource] ?? 0),
        typeof error === 'number' ? percent(error) : '',
      ];
    }),
  ]);
  return [
    `${result.tool} ${result.version}`,
    '',
    table(['resource', 'used', 'error of the estimate'], rows),
    '',
    ...(units.length === 0
      ? []
      : [table(['unit by itself', 'LUT', '', 'FF', '', 'BRAM', '', 'DSP', ''], units), '']),
    `longest path: ${nanoseconds.toFixed(2)} ns ± ${percent(error_band)} before placement, ${result.timing.levels} logic levels`,
    `  from ${from}`,
    `  to ${to}`,
    ...(result.fmax_hz === undefined ? [] : [`clock: up to ${quantity(result.fmax_hz, 'Hz')}`]),
  ].join('\n');
}
