import { EXIT_CODE, formatValue } from '../errors.ts';
import type { ReportResult } from '../schema/report.ts';
import { showBuild } from './build.ts';
import type { CommandSpec } from './command.ts';
import { folderArgument } from './generation-flags.ts';

/** `fpga-gen report`, done by `readReport`. */
export function reportCommand(
  readReport: (folder: string) => Promise<ReportResult>,
): CommandSpec<Record<never, never>, ReportResult> {
  return {
    name: 'report',
    description: 'Show the report of a build folder, and whether its files are unchanged.',
    argument: folderArgument,
    flags: {},
    examples: ['report build/demo', 'report build/demo --json'],
    run: readReport,
    show: showReport,
    exitCode: ({ hash_mismatches }) => (hash_mismatches.length === 0 ? EXIT_CODE.done : EXIT_CODE.mismatch),
  };
}

function showReport(result: ReportResult): string {
  const { name, part, build_id, fpga_gen, reasons, files, hash_mismatches } = result;
  return [
    `${formatValue(name)} for ${part}, build ${build_id} of fpga-gen ${fpga_gen}`,
    showBuild(result),
    '',
    ...reasons.map((reason) => `* ${reason}`),
    '',
    hash_mismatches.length === 0
      ? `files    all ${files} are unchanged`
      : `files    ${hash_mismatches.length} of ${files} have CHANGED since the build:`,
    ...hash_mismatches.map((file) => `  ${formatValue(file)}`),
  ].join('\n');
}
