import { packageVersion } from '../package-root.ts';
import type { DoctorResult } from '../schema/doctor.ts';
import type { CommandSpec } from './command.ts';
import { type KnownTool, knownTools } from './known-tools.ts';
import { table } from './table.ts';

export const doctorCommand: CommandSpec<Record<never, never>, DoctorResult> = {
  name: 'doctor',
  description: 'Show which tools are installed, and what each of them is needed for.',
  flags: {},
  examples: ['doctor', 'doctor --json'],
  run: async () => ({
    fpga_gen: packageVersion(),
    node: process.versions.node,
    tools: await Promise.all(knownTools.map(inspect)),
  }),
  show: showTools,
};

type ToolState = DoctorResult['tools'][number];

async function inspect({ name, unlocks, install }: KnownTool): Promise<ToolState> {
  const { findTool } = await import('../tools/run-tool.ts');
  const tool = await findTool(name);
  const [path, version] = tool === null ? [null, null] : [tool.path, tool.version];
  return { name, found: tool !== null, path, version, unlocks, install };
}

function showTools({ fpga_gen, node, tools }: DoctorResult): string {
  const rows = tools.map(({ name, found, version, unlocks }) => [
    found ? 'yes' : 'no',
    name,
    version ?? '',
    unlocks,
  ]);
  const missing = [...new Set(tools.filter(({ found }) => !found).map(({ install }) => install))];
  return [
    `fpga-gen ${fpga_gen}, Node ${node}. Building and simulating need nothing else.`,
    '',
    table(['found', 'tool', 'version', 'unlocks'], rows),
    ...(missing.length === 0
      ? []
      : ['', `To install what is missing (Debian, Ubuntu): apt-get install ${missing.join(' ')}`]),
  ].join('\n');
}
