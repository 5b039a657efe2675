import type { BuildRequest, BuildResult } from '../schema/build.ts';
import { ARRAY_UNITS, WEIGHT_STORES } from '../sizing/plan.ts';
import type { CommandSpec } from './command.ts';
import { name, oneOf, optional, required, toggle } from './flag.ts';
import { modelArgument, modelFlags, modelOptions } from './model-flags.ts';
import { hertz, integer, share } from './number.ts';
import { grouped, percent, quantity } from './quantity.ts';
import { table } from './table.ts';

const flags = {
  board: required('--board <name>', 'name of a board (see fpga-gen boards), or a board file', name),
  output: required('-o, --output <dir>', 'the folder to write', name),
  ...modelFlags,
  array: optional(
    '--array <unit>',
    `unit that multiplies: ${ARRAY_UNITS.join(', ')} (default: the faster one)`,
    oneOf(...ARRAY_UNITS),
  ),
  weightStore: optional(
    '--weight-store <store>',
    `memory of the weights: ${WEIGHT_STORES.join(', ')} (default: the planner chooses)`,
    oneOf(...WEIGHT_STORES),
  ),
  tokenSlots: optional(
    '--token-slots <n>',
    'prompt tokens that are computed side by side: 1, 2, 4 … (default: 1)',
    integer(1),
  ),
  clockHz: optional(
    '--clock <hz>',
    'clock in hertz, such as 250e6 (default: the clock of the board file)',
    hertz,
  ),
  maxUtilisation: optional(
    '--max-utilisation <share>',
    'largest share of LUTs and flip-flops to use, such as 0.8 (default: the share of the board file)',
    share,
  ),
  force: toggle('--force', 'replace an earlier build'),
};

/** `fpga-gen build`, done by `build`. */
export function buildCommand(
  build: (request: BuildRequest) => Promise<BuildResult>,
): CommandSpec<typeof flags, BuildResult> {
  return {
    name: 'build',
    description: 'Turn a model into Verilog, memory images, drivers and a report for a board.',
    argument: modelArgument,
    flags,
    examples: ['build designs/microgpt-ternary/model.json --board kv260 -o build/demo'],
    run: (model, { board, output, force, ...values }) => {
      const { array, weightStore, tokenSlots, clockHz, maxUtilisation } = values;
      const choices = { array, weightStore, tokenSlots, clockHz, maxUtilisation };
      return build({ model, board, output, ...modelOptions(values), ...choices, force });
    },
    show: showBuild,
  };
}

/** A build for people; every figure of a rate is marked as the estimate that it is. */
export function showBuild(result: BuildResult): string {
  const { dir, board, clock_hz, plan, memory, limits } = result;
  const resources = Object.entries(result.resources).map(([resource, { used, available }]) => [
    resource.toUpperCase(),
    grouped(used),
    grouped(available),
    available === 0 ? '' : percent(used / available),
  ]);
  const bounds = limits.map((limit) => `  ${limit.what}: ${grouped(limit.tokens_per_second)} tokens/s`);
  return [
    `${dir}: for ${board} at ${quantity(clock_hz, 'Hz')}`,
    '',
    `array    ${plan.array}: ${plan.rows} rows × ${plan.lanes} lanes × ${plan.token_slots} token slots`,
    `weights  ${plan.weight_format} in ${plan.weight_store}, ${grouped(memory.weight_bytes)} bytes; KV cache in ${plan.kv_store}`,
    `speed    ${grouped(result.tokens_per_second)} tokens/s (estimate), first token after ${quantity(result.time_to_first_token_s, 's')}`,
    ...(bounds.length === 0 ? [] : ['', 'What limits it:', ...bounds]),
    '',
    table(['estimate', 'used', 'available', 'share'], resources),
  ].join('\n');
}
