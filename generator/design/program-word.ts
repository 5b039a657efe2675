/**
 * The program word: its fields by name, least significant first. The encoder, the slices in the RTL and the
 * simulator's decoder all go by this table; design.json has it with the bits of one design.
 */

/** Destinations of results, in the order of the one-hot bits of `sink`. Only a gated feed-forward has the last two. */
export const SINKS = [
  ...(['residual_set', 'residual_add', 'activation', 'k', 'v', 'q', 'logits'] as const),
  ...(['gate', 'up'] as const),
] as const;
export type Sink = (typeof SINKS)[number];

/** Bits of the fields whose width a design decides. */
export interface ProgramWidths {
  readonly wait: number;
  readonly sink: number;
  readonly layer: number;
  /** Address of a weight word. */
  readonly base: number;
  /** Index of an operand word. */
  readonly word: number;
  /** Index of a tile of results. */
  readonly tile: number;
  readonly scale: number;
}

/** Bits of the signed shift of a result's scale. */
export const SHIFT_BITS = 8;

const one = (): number => 1;

/** Width of each field. The sequencer takes the first four itself; the others are the core's control signals. */
const FIELDS = {
  end: one,
  prefill_end: one,
  wait_attention: one,
  wait: ({ wait }) => wait,
  embedding: one,
  matmul_array: one,
  attention: one,
  identity: one,
  norm: one,
  temperature: one,
  emit: one,
  sink: ({ sink }) => sink,
  layer: ({ layer }) => layer,
  base: ({ base }) => base,
  last_word: ({ word }) => word,
  last_tile: ({ tile }) => tile,
  planes: one,
  mantissa: ({ scale }) => scale,
  shift: () => SHIFT_BITS,
} satisfies Record<string, (widths: ProgramWidths) => number>;

export type ProgramFieldName = keyof typeof FIELDS;
export const PROGRAM_FIELD_NAMES = Object.keys(FIELDS) as readonly ProgramFieldName[];

/** A field of a program word: its lowest bit and its width. */
export interface ProgramField {
  readonly name: ProgramFieldName;
  readonly low: number;
  readonly bits: number;
}

/** The fields of a design, least significant first, without gaps. */
export function programFields(widths: ProgramWidths): readonly ProgramField[] {
  let low = 0;
  return PROGRAM_FIELD_NAMES.map((name) => {
    const field = { name, low, bits: FIELDS[name](widths) };
    low += field.bits;
    return field;
  });
}

/** Bits of a whole word. */
export function programWordBits(fields: readonly ProgramField[]): number {
  return fields.reduce((sum, { bits }) => sum + bits, 0);
}
