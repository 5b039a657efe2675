import { type ProgramField, programWordBits } from '../../design/program-word.ts';
import type { Parameters } from '../../netlist/netlist.ts';
import { attentionCycles } from '../attention-cycles.ts';
import { type BusWidths, bitsFor, type UnitContext } from '../context.ts';

export interface SequencerParameters
  extends Pick<
    BusWidths,
    'activationBits' | 'positionBits' | 'layerBits' | 'baseBits' | 'wordBits' | 'tileBits' | 'scaleBits'
  > {
  readonly programWords: number;
  /** Core cycles that the attention works on a position. */
  readonly attentionCycles: number;
}

export function sequencerParameters({ model, plan, widths }: UnitContext): SequencerParameters {
  const { activationBits, positionBits, layerBits, baseBits, wordBits, tileBits, scaleBits } = widths;
  return {
    ...{ activationBits, positionBits, layerBits, baseBits, wordBits, tileBits, scaleBits },
    // A word for each operation of the model, and the end.
    programWords: model.operations.length + 1,
    attentionCycles: attentionCycles(model.shape, plan),
  };
}

/** Bits below the fields that the sequencer hands on: it takes those up to `wait` itself. */
export function controlBits(fields: readonly ProgramField[]): number {
  const wait = fields.find(({ name }) => name === 'wait');
  if (wait === undefined) throw new Error('a program word has no field wait');
  return wait.low + wait.bits;
}

export function sequencerVerilog(p: SequencerParameters, fields: readonly ProgramField[]): Parameters {
  const wait = fields.find(({ name }) => name === 'wait');
  return {
    WORDS: p.programWords,
    INDEX_BITS: bitsFor(p.programWords),
    WAIT_BITS: wait?.bits ?? 0,
    FIELD_BITS: programWordBits(fields) - controlBits(fields),
    POSITION_BITS: p.positionBits,
    ATTENTION_CYCLES: p.attentionCycles,
    FILE: 'mem/program.mem',
  };
}
