import {
  type ProgramField,
  type ProgramFieldName,
  programFields,
  SHIFT_BITS,
  SINKS,
  type Sink,
} from '../design/program-word.ts';
import type { IntegerModel } from '../model/integer-model.ts';
import { attentionCycles } from '../units/attention-cycles.ts';
import { bitsFor, type UnitContext } from '../units/context.ts';
import type { MatmulOperation, MicroOperation } from './micro-operation.ts';

/** Values of a word's fields; a field without one is 0. */
type FieldValues = Partial<Record<ProgramFieldName, bigint>>;

export interface EncodedProgram {
  readonly fields: readonly ProgramField[];
  readonly words: readonly bigint[];
}

/** Destinations that a model's results have: the last two are of a gated feed-forward. */
export function sinksOf({ feedForward }: Pick<IntegerModel, 'feedForward'>): readonly Sink[] {
  return feedForward === 'relu' ? SINKS.filter((sink) => sink !== 'gate' && sink !== 'up') : SINKS;
}

/** Words of the sequencer's program, in issue order. */
export function encodeProgram(
  operations: readonly MicroOperation[],
  { model, plan, widths }: UnitContext,
): EncodedProgram {
  const waits = operations.map((operation, index) => waitAfter(operation, operations[index + 1]));
  const longest = attentionCycles(model.shape, plan) * model.shape.context;
  const waitBits = Math.max(bitsFor(Math.max(...waits) + longest), widths.positionBits + 1);
  const fields = programFields({
    wait: waitBits,
    sink: sinksOf(model).length,
    layer: widths.layerBits,
    base: widths.baseBits,
    word: widths.wordBits,
    tile: widths.tileBits,
    scale: widths.scaleBits,
  });
  const words = operations.map((operation, index) =>
    packFields(fields, { ...fieldValues(operation), wait: BigInt(waits[index] ?? 0) }),
  );
  return { fields, words };
}

/** Cycles from one word's issue to the next one's, less one; an attention's own length is added by the sequencer. */
function waitAfter(operation: MicroOperation, next: MicroOperation | undefined): number {
  if (next === undefined) return 0;
  const passes = next.issue.attentions - operation.issue.attentions;
  const expected = operation.unit === 'attention' ? 1 : 0;
  const wait = next.issue.cycles - operation.issue.cycles - 1;
  if (passes !== expected || wait < 0) {
    throw new Error(`no program word can wait ${wait + 1} cycles and ${passes} attention passes`);
  }
  return wait;
}

function fieldValues(operation: MicroOperation): FieldValues {
  switch (operation.unit) {
    case 'embedding':
      return { embedding: 1n };
    case 'attention':
      return {
        attention: 1n,
        wait_attention: 1n,
        prefill_end: operation.endsPrefill ? 1n : 0n,
        layer: BigInt(operation.layer),
      };
    case 'end':
      return { end: 1n };
    case 'matmul_array':
      return matmulValues(operation);
  }
}

function matmulValues(operation: MatmulOperation): FieldValues {
  return {
    matmul_array: 1n,
    identity: operation.matrix === null ? 1n : 0n,
    norm: operation.norm ? 1n : 0n,
    temperature: operation.sink === 'logits' ? 1n : 0n,
    emit: operation.emits ? 1n : 0n,
    sink: 1n << BigInt(SINKS.indexOf(operation.sink)),
    layer: BigInt(operation.layer),
    base: BigInt(operation.base),
    last_word: BigInt(operation.words - 1),
    last_tile: BigInt(operation.tiles - 1),
    planes: operation.planes > 1 ? 1n : 0n,
    mantissa: BigInt(operation.constant.mantissa),
    shift: BigInt.asUintN(SHIFT_BITS, BigInt(operation.constant.shift)),
  };
}

function packFields(fields: readonly ProgramField[], values: FieldValues): bigint {
  let word = 0n;
  for (const field of fields) {
    const value = values[field.name] ?? 0n;
    if (value < 0n || value >= 1n << BigInt(field.bits)) {
      throw new Error(`program field ${field.name} has ${field.bits} bits, not enough for ${value}`);
    }
    word |= value << BigInt(field.low);
  }
  return word;
}
