import { mermaid } from '../netlist/block-diagram.ts';
import type { Netlist } from '../netlist/netlist.ts';
import type { BuildResult } from '../schema/build.ts';
import type { PlanReport } from '../sizing/choose-plan.ts';
import type { DesignFile } from './design-file.ts';

/** `report.md`: what was built, for people. Everything in it is an estimate of the generator, and says so. */
export function reportText(
  design: DesignFile,
  result: BuildResult,
  report: PlanReport,
  netlist: Netlist,
): string {
  const { plan, shape } = design;
  const resources = Object.entries(result.resources).map(
    ([name, { used, available }]) =>
      `| ${name.toUpperCase()} | ${used} | ${available} | ${available === 0 ? '–' : `${((100 * used) / available).toFixed(1)} %`} |`,
  );
  return [
    `# ${design.name.replace(/[^ -~]/g, '?').replace(/[`*_[\]<>|]/g, '')} on ${design.board}`,
    '',
    `Build ${design.build_id}. No vendor tool has run on this design here; what follows is estimated by the generator.`,
    '',
    `Array \`${plan.array}\` of ${plan.rows} rows × ${plan.lanes} lanes, ${plan.headsParallel} of ${shape.heads} attention heads at once, weights in ${plan.weightStore}, KV cache in ${plan.kvStore}, ${plan.sampler}.`,
    '',
    `${Math.round(result.tokens_per_second)} tokens/s: a decode step takes ${report.cyclesPerToken.toFixed(1)} cycles on average over the positions of the context, at ${result.clock_hz / 1e6} MHz. Every step counts as a token, the boundary token's included. The cycles are exact (\`fpga-gen sim\`, \`fpga-gen verify\`); the clock is assumed (\`fpga-gen synth\` says how plausible it is).`,
    '',
    '| resource | used (estimate) | available | share |',
    '|---|---|---|---|',
    ...resources,
    '',
    ...(result.limits.length === 0
      ? []
      : [
          'What limits it:',
          '',
          ...result.limits.map(
            ({ what, tokens_per_second }) =>
              `* without the limit of ${what}: ${Math.round(tokens_per_second)} tokens/s`,
          ),
          '',
        ]),
    ...report.reasons.map((reason) => `* ${reason}`),
    ...design.folds.map((fold) => `* choice of step ②: ${fold} (docs/arithmetic.md §5)`),
    '',
    'Units of the core, and which feeds which:',
    '',
    mermaid(netlist),
    '',
  ].join('\n');
}
