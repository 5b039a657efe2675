import type { ScaleConstant } from '../model/integer-model.ts';
import { REGISTER_MAP } from '../registers/register-map.ts';
import { controlRegistersView } from '../registers/verilog-view.ts';
import { bitsFor, type UnitContext } from '../units/context.ts';
import { moduleVerilog } from './render.ts';

/** Tokens that the queues at the edges hold, at least. */
const QUEUE_DEPTH = 4;

/** Prompt tokens that are queued: with token slots the next block beside the one that is worked on. */
export function inputDepth(tokenSlots: number): number {
  return Math.max(QUEUE_DEPTH, 2 * tokenSlots);
}

interface TopChoices {
  readonly model: string;
  /** 64 bits, hexadecimal. */
  readonly buildId: string;
  readonly clockHz: number;
  /** The head's constant at temperature 1. */
  readonly head: ScaleConstant;
}

/** The tops and what of their inside depends on the register map: module name → Verilog. */
export function topVerilog(
  { model: { shape }, plan, widths }: UnitContext,
  choices: TopChoices,
): Record<string, string> {
  const { tokenSlots } = plan;
  const { vocabulary, context } = shape;
  const { tokenBits, positionBits, scaleBits } = widths;
  const tdataBits = 8 * Math.ceil(tokenBits / 8);
  const view = {
    model: choices.model,
    inputDepth: inputDepth(tokenSlots),
    outputDepth: QUEUE_DEPTH,
    fallThrough: 0,
    tdataBits,
    tdataMsb: tdataBits - 1,
    tokenBits,
    positionBits,
    scaleBits,
    topKBits: bitsFor(vocabulary),
    vocabulary,
    context,
    tokenSlots,
    headMantissa: choices.head.mantissa,
    headShift: choices.head.shift,
    clockHz: choices.clockHz,
    buildId: choices.buildId,
  };
  const registers = controlRegistersView(REGISTER_MAP);
  return {
    control_registers: moduleVerilog('control_registers', { ...registers }),
    fpga_gen_axi: moduleVerilog('fpga_gen_axi', view),
    fpga_gen_uart: moduleVerilog('fpga_gen_uart', view),
  };
}
