import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { DesignFile } from '../../generator/emit/design-file.ts';
import { packagePath } from '../../generator/package-root.ts';
import type { Expectation } from './expectation.ts';
import { registerWrites } from './register-writes.ts';

/** The accelerator's core below the top. */
const CORE = 'u_shell.u_core';

/** Cycles after which an RTL simulation that has not ended is given up, beyond what is expected. */
const SPARE_CYCLES = 20_000;

/** The bench and its stimuli: path in the simulation's folder → text. */
export function benchFiles(design: DesignFile, expected: Expectation): Map<string, string> {
  const { sequence, schedule, result } = expected;
  const tdataBits = 8 * Math.ceil(design.core.tokenBits / 8);
  const settings = registerWrites(design, sequence);
  const last = sequence.prompt.length - 1;
  const prompt = sequence.prompt.map((token, index) => token + (index === last ? 2 ** tdataBits : 0));
  const template = readFileSync(packagePath('testbenches', 'verify_bench.v.hbs'), 'utf8');
  const options = { noEscape: true, strict: true, knownHelpersOnly: true };
  const bench = Handlebars.compile(
    template,
    options,
  )({
    top: 'fpga_gen_axi',
    core: CORE,
    settings: settings.length,
    prompt: prompt.length,
    stalls: schedule.stalled.length,
    timeout: Math.max(...result.edges.outputs, ...schedule.stalled, 0) + SPARE_CYCLES,
    tdataMsb: tdataBits - 1,
    streams: design.streams.map(({ name, valid, data }) => ({
      name,
      valid,
      wires: data
        .map((wire) => `dut.${CORE}.${wire}`)
        .reverse()
        .join(', '),
    })),
  });
  return new Map([
    ['verify_bench.v', bench],
    ['settings.mem', image(settings)],
    ['prompt.mem', image(prompt)],
    ['offers.mem', image(schedule.offered)],
    ['stalls.mem', image(schedule.stalled)],
  ]);
}

/** Words, and one more that is never used: an empty image is an error in some simulators. */
function image(words: readonly number[]): string {
  return `${[...words, 0].map((word) => word.toString(16)).join('\n')}\n`;
}
