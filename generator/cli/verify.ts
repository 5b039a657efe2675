import { EXIT_CODE, formatValue } from '../errors.ts';
import type { VerifyRequest, VerifyResult } from '../schema/verify.ts';
import type { CommandSpec } from './command.ts';
import { oneOf, optional, toggle, withDefault } from './flag.ts';
import { folderArgument, generationFlags, generationRequest } from './generation-flags.ts';
import { seed } from './number.ts';
import { grouped } from './quantity.ts';

const flags = {
  ...generationFlags,
  simulator: withDefault(
    '--simulator <name>',
    'verilator, icarus, or all (those that are installed)',
    oneOf('verilator', 'icarus', 'all'),
    'all',
  ),
  stallSeed: optional(
    '--stall-seed <n>',
    'stall the host interface at random, with this seed (default: no stalls)',
    seed,
  ),
  selfTest: toggle(
    '--self-test',
    'corrupt a copy of the design in several ways, and check that each one is detected',
  ),
};

/** `fpga-gen verify`, done by `verify`. */
export function verifyCommand(
  verify: (request: VerifyRequest) => Promise<VerifyResult>,
): CommandSpec<typeof flags, VerifyResult> {
  return {
    name: 'verify',
    description: 'Run the RTL of a build folder and compare every beat with the simulator.',
    argument: folderArgument,
    flags,
    examples: [
      'verify build/demo --prompt "" --max-new-tokens 4',
      'verify build/demo --prompt "" --simulator icarus --self-test',
    ],
    run: (folder, { simulator, stallSeed, selfTest, ...values }) =>
      verify({ ...generationRequest(folder, values), simulator, stallSeed, selfTest }),
    show: showVerdict,
    exitCode: ({ ok }) => (ok ? EXIT_CODE.done : EXIT_CODE.mismatch),
  };
}

function showVerdict(result: VerifyResult): string {
  return [
    ...result.hash_mismatches.map((file) => `${formatValue(file)} has changed since the build`),
    ...result.simulators.map(showSimulator),
    ...result.skipped.map((name) => `${name}: skipped, it is not installed`),
    ...(result.self_test ?? []).map(
      ({ simulator, corruption, seen }) =>
        `${simulator}: corrupted ${corruption}: ${seen ? 'seen' : 'NOT SEEN'}`,
    ),
    result.ok ? 'verified: every beat is equal' : 'NOT VERIFIED',
  ].join('\n');
}

function showSimulator(simulator: VerifyResult['simulators'][number]): string {
  const head = `${simulator.name} ${simulator.version}`;
  const mismatch = simulator.first_mismatch;
  if (mismatch === null) {
    return `${head}: ${grouped(simulator.beats_compared)} beats over ${grouped(simulator.cycles.total)} cycles compared, ${simulator.ok ? 'all equal' : 'DIFFERENT'}`;
  }
  const { unit, stream, cycle, signal, expected, actual } = mismatch;
  const place = [unit, stream, cycle === null ? null : `cycle ${cycle}`, signal];
  return `${head}: DIFFERENT at ${place.filter((part) => part !== null).join(', ')}: expected ${expected}, got ${actual}`;
}
