import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { DesignFile } from '../../generator/emit/design-file.ts';
import { packagePath } from '../../generator/package-root.ts';
import { REGISTER_MAP } from '../../generator/registers/register-map.ts';
import type { Expectation } from './expectation.ts';

/** Cycles after which an RTL simulation that has not ended is given up, beyond what is expected. */
const SPARE_CYCLES = 20_000;

/** The bench and its stimuli: path in the simulation's folder → text. */
export function benchFiles(design: DesignFile, expected: Expectation): Map<string, string> {
  const { sequence, schedule, result } = expected;
  const tdataBits = 8 * Math.ceil(design.core.tokenBits / 8);
  const settings = registerWrites(design, expected);
  const last = sequence.prompt.length - 1;
  const prompt = sequence.prompt.map((token, index) => token + (index === last ? 2 ** tdataBits : 0));
  const template = readFileSync(packagePath('testbenches', 'verify_bench.v.hbs'), 'utf8');
  const options = { noEscape: true, strict: true, knownHelpersOnly: true };
  const bench = Handlebars.compile(
    template,
    options,
  )({
    top: 'fpga_gen_axi',
    core: 'u_shell.u_core',
    settings: settings.length,
    prompt: prompt.length,
    stalls: schedule.stalled.length,
    timeout: Math.max(...result.edges.outputs, ...schedule.stalled, 0) + SPARE_CYCLES,
    tdataMsb: tdataBits - 1,
    streams: design.streams,
  });
  return new Map([
    ['verify_bench.v', bench],
    ['settings.mem', image(settings.map(({ address, value }) => address * 2 ** 32 + value))],
    ['prompt.mem', image(prompt)],
    ['offers.mem', image(schedule.offered)],
    ['stalls.mem', image(schedule.stalled)],
  ]);
}

/** Words, and one more that is never used: an empty image is an error in some simulators. */
function image(words: readonly number[]): string {
  return `${[...words, 0].map((word) => word.toString(16)).join('\n')}\n`;
}

/** Control register writes that make the sequence's settings. */
function registerWrites(
  design: DesignFile,
  { sequence }: Expectation,
): { readonly address: number; readonly value: number }[] {
  const { settings, stopToken, maxNewTokens } = sequence;
  const { controls, inverseTemperature, seed } = settings;
  const mantissa = inverseTemperature.mantissa * 2 ** (16 - design.formats.scaleBits);
  return [
    write('stop_token', { token: stopToken ?? 0, enable: stopToken === null ? 0 : 1 }),
    write('max_new_tokens', { value: maxNewTokens }),
    write('temperature', {
      mantissa,
      shift: inverseTemperature.shift,
      greedy: controls.greedy ? 1 : 0,
    }),
    write('top_k', { value: Math.min(controls.topK, design.shape.vocabulary) }),
    write('top_p', { value: controls.topP }),
    write('seed', { value: seed }),
  ];
}

function write(name: string, values: Readonly<Record<string, number>>): { address: number; value: number } {
  const register = REGISTER_MAP.find((candidate) => candidate.name === name);
  if (register === undefined) throw new Error(`no register ${name}`);
  let value = 0n;
  for (const field of register.fields) {
    const given = BigInt.asUintN(field.bits, BigInt(values[field.name] ?? field.reset ?? 0));
    value |= given << BigInt(field.low);
  }
  return { address: register.offset, value: Number(value) };
}
