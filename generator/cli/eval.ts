import type { EvalRequest, EvalResult } from '../schema/eval.ts';
import type { CommandSpec } from './command.ts';
import { name, required } from './flag.ts';
import { modelArgument, modelFlags, modelOptions } from './model-flags.ts';
import { grouped, percent } from './quantity.ts';

const flags = {
  textFile: required('--text <file>', 'text file to compare them on', name),
  ...modelFlags,
};

/** `fpga-gen eval`, done by `evaluate`. */
export function evalCommand(
  evaluate: (request: EvalRequest) => Promise<EvalResult>,
): CommandSpec<typeof flags, EvalResult> {
  return {
    name: 'eval',
    description: 'Compare the integer model of the hardware with the floating-point model on a text.',
    argument: modelArgument,
    flags,
    examples: ['eval designs/microgpt-ternary/model.json --text names.txt'],
    run: (model, { textFile, ...values }) => evaluate({ model, textFile, ...modelOptions(values) }),
    show: showFidelity,
  };
}

function showFidelity({ tokens, float, integer, top1_agreement, kl_divergence }: EvalResult): string {
  return [
    `tokens           ${grouped(tokens)}`,
    `perplexity       ${float.perplexity.toFixed(4)} in floating point, ${integer.perplexity.toFixed(4)} in integers`,
    `top-1 agreement  ${percent(top1_agreement)}`,
    `KL divergence    ${kl_divergence.toPrecision(3)} nats`,
  ].join('\n');
}
