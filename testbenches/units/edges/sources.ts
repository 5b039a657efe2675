/** Verilog of the accelerator's edges around `fixture_core`, for benches. */

import { readFileSync } from 'node:fs';
import { moduleVerilog } from '../../../generator/emit/render.ts';
import { packagePath } from '../../../generator/package-root.ts';
import { REGISTER_MAP } from '../../../generator/registers/register-map.ts';
import { controlRegistersView } from '../../../generator/registers/verilog-view.ts';
import { unitSources } from '../../support/unit-sources.ts';

/** What a top's template is filled with. */
export interface TopView {
  readonly model: string;
  readonly vocabulary: number;
  readonly context: number;
  readonly tokenSlots: number;
  readonly tokenBits: number;
  readonly positionBits: number;
  readonly topKBits: number;
  /** A multiple of 8, at least tokenBits. */
  readonly tdataBits: number;
  /** tdataBits − 1. */
  readonly tdataMsb: number;
  readonly scaleBits: number;
  /** The head's constant, without temperature. */
  readonly headMantissa: number;
  readonly headShift: number;
  readonly clockHz: number;
  /** 16 hexadecimal digits. */
  readonly buildId: string;
  readonly inputDepth: number;
  readonly outputDepth: number;
  /** 0 | 1. */
  readonly fallThrough: number;
}

const COMMON = [
  'token_queue',
  'axi_stream_prompt',
  'step_control',
  'temperature_fold',
  'sequence_controls',
  'performance_counters',
  'reset_synchroniser',
  'accelerator_control',
  'accelerator_shell',
] as const;
const AXI = ['axi_lite_registers'] as const;
const UART = ['uart_rx', 'uart_tx', 'byte_fifo', 'uart_commands', 'uart_messages'] as const;

/** Verilog by file name of one top with everything below it. */
export function edgeSources(top: 'axi' | 'uart', view: TopView): Record<string, string> {
  const core = readFileSync(packagePath('testbenches', 'fixtures', 'fixture_core.v'), 'utf8');
  return {
    [`fpga_gen_${top}.v`]: moduleVerilog(`fpga_gen_${top}`, view),
    ...unitSources(...COMMON, ...(top === 'axi' ? AXI : UART)),
    'control_registers.v': moduleVerilog('control_registers', controlRegistersView(REGISTER_MAP)),
    'accelerator_core.v': core.replace('VOCABULARY = 27', `VOCABULARY = ${view.vocabulary}`),
  };
}
