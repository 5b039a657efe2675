import type { SimRequest, SimResult } from '../schema/sim.ts';
import type { CommandSpec } from './command.ts';
import { name, optional } from './flag.ts';
import { folderArgument, generationFlags, generationRequest } from './generation-flags.ts';
import { grouped, quantity } from './quantity.ts';

const flags = {
  ...generationFlags,
  vcd: optional('--vcd <file>', 'write the waveform to this file', name),
};

/** `fpga-gen sim`, done by `simulate`. */
export function simCommand(
  simulate: (request: SimRequest) => Promise<SimResult>,
): CommandSpec<typeof flags, SimResult> {
  return {
    name: 'sim',
    description: 'Simulate the hardware of a build folder, bit for bit and cycle for cycle.',
    argument: folderArgument,
    flags,
    examples: [
      'sim build/demo --prompt "" --max-new-tokens 15',
      'sim build/demo --prompt-tokens 1,2,3 --temperature 0.8 --seed 7 --json',
    ],
    run: (folder, values) => simulate({ ...generationRequest(folder, values), vcd: values.vcd }),
    show: showRun,
  };
}

function showRun(result: SimResult): string {
  const { cycles, clock_hz, tokens, stalls } = result;
  const lost = Object.entries(stalls).filter(([, count]) => count > 0);
  return [
    result.text === '' ? tokens.join(' ') : result.text,
    '',
    `tokens     ${result.prompt_tokens} in, ${tokens.length} out`,
    `cycles     ${grouped(cycles.total)} in all, ${grouped(cycles.prefill)} to the first token`,
    `simulated  ${grouped(result.tokens_per_second)} tokens/s at ${quantity(clock_hz, 'Hz')}, first token after ${quantity(result.time_to_first_token_s, 's')}`,
    `stalls     ${lost.map(([cause, count]) => `${cause} ${grouped(count)} cycles`).join(', ') || 'none'}`,
    `elapsed    ${quantity(result.elapsed_s, 's')} for the simulation`,
  ].join('\n');
}
