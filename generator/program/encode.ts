import type { Sink } from '../model/integer-model.ts';
import { bitsFor, type CoreParameters } from '../units/core-parameters.ts';
import type { MatmulOperation, MicroOperation } from './micro-operation.ts';

/** A field of a program word: its lowest bit and its width. */
export interface ProgramField {
  readonly name: string;
  readonly low: number;
  readonly bits: number;
}

/** Layout of the program words, least significant field first; the RTL and the simulator both go by it. */
export interface ProgramLayout {
  readonly wordBits: number;
  readonly waitBits: number;
  readonly fields: readonly ProgramField[];
}

export interface EncodedProgram {
  readonly layout: ProgramLayout;
  readonly words: readonly bigint[];
}

/** Order of the one-hot sink bits; the last two exist in designs with a gated feed-forward only. */
const SINKS: readonly Sink[] = [
  ...(['residual_set', 'residual_add', 'activation', 'k', 'v', 'q', 'logits'] as const),
  ...(['gate', 'up'] as const),
];

const SHIFT_BITS = 8;

/** Words of the sequencer's program, in issue order. */
export function encodeProgram(operations: readonly MicroOperation[], p: CoreParameters): EncodedProgram {
  const waits = operations.map((operation, index) => waitAfter(operation, operations[index + 1]));
  const longest = p.attentionCycles * p.context;
  const waitBits = Math.max(bitsFor(Math.max(...waits) + longest), p.positionBits + 1);
  const layout = programLayout(p, waitBits);
  const words = operations.map((operation, index) =>
    packFields(layout, { ...fieldValues(operation), wait: BigInt(waits[index] ?? 0) }),
  );
  return { layout, words };
}

function programLayout(p: CoreParameters, waitBits: number): ProgramLayout {
  const widths: ReadonlyArray<readonly [string, number]> = [
    ['end', 1],
    ['prefill_end', 1],
    ['wait_attention', 1],
    ['wait', waitBits],
    ['embedding', 1],
    ['matmul_array', 1],
    ['attention', 1],
    ['identity', 1],
    ['norm', 1],
    ['temperature', 1],
    ['emit', 1],
    ['sink', p.sinkBits],
    ['layer', p.layerBits],
    ['base', p.baseBits],
    ['last_word', p.wordBits],
    ['last_tile', p.tileBits],
    ['planes', 1],
    ['mantissa', p.scaleBits],
    ['shift', SHIFT_BITS],
  ];
  let low = 0;
  const fields = widths.map(([name, bits]) => {
    const field = { name, low, bits };
    low += bits;
    return field;
  });
  return { wordBits: low, waitBits, fields };
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

function fieldValues(operation: MicroOperation): Record<string, bigint> {
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

function matmulValues(operation: MatmulOperation): Record<string, bigint> {
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

function packFields(layout: ProgramLayout, values: Readonly<Record<string, bigint>>): bigint {
  let word = 0n;
  for (const field of layout.fields) {
    const value = values[field.name] ?? 0n;
    if (value < 0n || value >= 1n << BigInt(field.bits)) {
      throw new Error(`program field ${field.name} has ${field.bits} bits, not enough for ${value}`);
    }
    word |= value << BigInt(field.low);
  }
  return word;
}
