import { instancesOf, type Netlist } from '../netlist/netlist.ts';
import { withPrimitives } from '../netlist/primitives.ts';
import { CORE_UNITS } from '../units/index.ts';

/** Tops by the interface to their host. */
export type Top = 'fpga_gen_axi' | 'fpga_gen_uart';

/** Modules between a top and the core, the same for all tops. */
const SHELL: readonly string[] = [
  ...['accelerator_shell', 'accelerator_control', 'axi_stream_prompt', 'control_registers'],
  ...['performance_counters', 'reset_synchroniser', 'sequence_controls', 'step_control', 'temperature_fold'],
  'token_queue',
];

/** Modules that only one top has. */
const TOP_MODULES: Readonly<Record<Top, readonly string[]>> = {
  fpga_gen_axi: ['fpga_gen_axi', 'axi_lite_registers'],
  fpga_gen_uart: ['fpga_gen_uart', 'byte_fifo', 'uart_commands', 'uart_messages', 'uart_rx', 'uart_tx'],
};

/** Modules that a top of a design reaches, by name. */
export function rtlModules(top: Top, core: Netlist): readonly string[] {
  return [...new Set([...TOP_MODULES[top], ...SHELL, ...coreModules(core)])].sort();
}

/** Modules that verification needs beside those of the board's top: it always drives the AXI one. */
export function verificationModules(top: Top): readonly string[] {
  return top === 'fpga_gen_axi' ? [] : TOP_MODULES.fpga_gen_axi;
}

function coreModules(core: Netlist): readonly string[] {
  const modules = instancesOf(core).flatMap(({ module, parameters }) => {
    const unit = CORE_UNITS.find(({ name }) => name === module);
    return unit === undefined ? [module] : unit.modules(parameters);
  });
  return [core.module, ...withPrimitives(modules)];
}
