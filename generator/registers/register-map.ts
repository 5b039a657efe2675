/**
 * The control registers, once: RTL decode, C header, Python class and the documentation's table are all
 * made from this list. Registers are 32-bit words; `words: 2` is a 64-bit value, low word first, whose high
 * word is captured when the low one is read.
 */

/**
 * How a field behaves. `constant`: reads as `reset`. `ro`: shows an input of the register file. `rw`: written
 * and read. `pulse`: writing 1 does something once, reads 0. `clear`: shows an input, writing 1 clears it.
 */
export type FieldAccess = 'constant' | 'ro' | 'rw' | 'pulse' | 'clear';

export interface RegisterField {
  readonly name: string;
  /** Lowest bit; a 64-bit value has the one field 63…0. */
  readonly low: number;
  readonly bits: number;
  readonly access: FieldAccess;
  /** Value after reset; for `ro` and `clear` what the input is then, null where it depends on the design. */
  readonly reset: number | null;
  /** Two's complement. */
  readonly signed?: boolean;
  readonly doc: string;
}

export interface Register {
  readonly name: string;
  /** Byte offset, a multiple of 4. */
  readonly offset: number;
  readonly words: 1 | 2;
  readonly fields: readonly RegisterField[];
  /** The register file has an output `<name>_written_o`: 1 in the cycle before a new value shows. */
  readonly announced?: boolean;
  readonly doc: string;
}

export interface ErrorCode {
  readonly name: string;
  readonly code: number;
  readonly doc: string;
}

/** Bytes of address space that the registers take. */
export const REGISTER_SPACE = 0x1000;

const field = (
  name: string,
  low: number,
  bits: number,
  access: FieldAccess,
  reset: number | null,
  doc: string,
): RegisterField => ({ name, low, bits, access, reset, doc });

const word = (name: string, offset: number, doc: string, fields: readonly RegisterField[]): Register => ({
  name,
  offset,
  words: 1,
  fields,
  doc,
});

const value = (name: string, offset: number, words: 1 | 2, reset: number | null, doc: string): Register => ({
  name,
  offset,
  words,
  fields: [field('value', 0, 32 * words, 'ro', reset, doc)],
  doc,
});

export const REGISTER_MAP: readonly Register[] = [
  word('identity', 0x00, 'Says that this is an accelerator of fpga-gen.', [
    field('value', 0, 32, 'constant', 0x66706761, 'ASCII "fpga", the f in the top byte.'),
  ]),
  word('version', 0x04, 'Version of this register map.', [
    field('minor', 0, 16, 'constant', 0, 'Grows when registers are added.'),
    field('major', 16, 16, 'constant', 1, 'Grows when a register changes its meaning.'),
  ]),
  value('build_id', 0x08, 2, null, 'First 64 bits of the hash that names the build (design.json).'),
  value('vocabulary', 0x10, 1, null, 'Tokens: 0 … vocabulary − 1.'),
  value('context', 0x14, 1, null, 'Positions; prompt and generated tokens fed back share them.'),
  word('formats', 0x18, 'Formats of registers and streams.', [
    field('scale_bits', 0, 8, 'ro', null, 'SB, significant bits of temperature.mantissa.'),
    field('token_bytes', 8, 8, 'ro', null, 'Bytes of a token on the streams.'),
  ]),
  value('clock_hz', 0x1c, 1, null, 'Clock for which the design was made, in Hz.'),
  word('control', 0x20, 'Runs and stops the accelerator.', [
    field('enable', 0, 1, 'rw', 1, 'A sequence begins only while this is 1; one that has begun goes on.'),
    field(
      'abort',
      1,
      1,
      'pulse',
      0,
      'Ends the running sequence (one output with last and error), forgets queued prompt tokens and resets the core. Stop the sender first.',
    ),
    field('clear_counters', 2, 1, 'pulse', 0, 'Sets all counters to 0.'),
  ]),
  word('status', 0x24, 'What the accelerator does now.', [
    field('busy', 0, 1, 'ro', 0, 'A sequence has begun and not ended.'),
    field('generating', 1, 1, 'ro', 0, 'It is past its prompt.'),
    field('folding', 2, 1, 'ro', 0, 'The temperature is being folded in; sequences wait.'),
    field('input_queued', 3, 1, 'ro', 0, 'A prompt token is queued.'),
    field('output_queued', 4, 1, 'ro', 0, 'A generated token waits to be taken.'),
  ]),
  word('error', 0x28, 'The first error since it was last cleared.', [
    field('pending', 0, 1, 'clear', 0, 'An error has occurred; writing 1 clears it and its code.'),
    field('code', 8, 3, 'ro', 0, 'See the table of error codes.'),
  ]),
  value('position', 0x2c, 1, 0, 'Position of the running step, or of the next one.'),
  word('stop_token', 0x30, 'The token that ends a sequence after it has been emitted.', [
    field('token', 0, 24, 'rw', 0, 'The token; one outside of the vocabulary never comes.'),
    field('enable', 31, 1, 'rw', 0, 'Whether there is a stop token.'),
  ]),
  word('max_new_tokens', 0x34, 'Generated tokens after which a sequence ends.', [
    field('value', 0, 32, 'rw', 0, 'Tokens; 0 leaves the limit to the context.'),
  ]),
  {
    ...word('temperature', 0x38, 'Inverse temperature 1/T = mantissa / 2^15 · 2^−shift, 1/16 ≤ T ≤ 16.', [
      field('mantissa', 0, 16, 'rw', 0x8000, 't_m · 2^(16 − SB): bit 15 set, bits below the top SB clear.'),
      { ...field('shift', 16, 8, 'rw', 0, "t_s, −4 … 4 (two's complement)."), signed: true },
      field('greedy', 31, 1, 'rw', 1, 'Temperature 0: the likeliest token; T counts as 1, top-k as 1.'),
    ]),
    announced: true,
  },
  word('top_k', 0x3c, 'Tokens that may be sampled.', [
    field('value', 0, 24, 'rw', 0, '1 … vocabulary; 0 is all of them.'),
  ]),
  word('top_p', 0x40, 'Probability mass that may be sampled.', [
    field('value', 0, 17, 'rw', 65536, 'p · 65536, 1 … 65536.'),
  ]),
  word('seed', 0x44, 'Seed of the random numbers, loaded at every sequence.', [
    field('value', 0, 32, 'rw', 0, 'Any number.'),
  ]),
  value('cycles', 0x48, 2, 0, 'Clock cycles since reset or clearing.'),
  value('core_cycles', 0x50, 2, 0, 'Cycles in which the core was enabled.'),
  value(
    'input_stalls',
    0x58,
    2,
    0,
    'Cycles between two steps of a sequence in which the core was frozen for want of a prompt token.',
  ),
  value('output_stalls', 0x60, 2, 0, 'The same for want of an output slot.'),
  value('tokens_in', 0x68, 1, 0, 'Prompt tokens taken from the input stream.'),
  value('tokens_out', 0x6c, 1, 0, "Generated tokens taken by the output stream's receiver."),
  value('sequences', 0x70, 1, 0, 'Sequences ended: outputs with last taken, errors included.'),
];

/** `code` of register `error`, and data of an output beat that has error set. */
export const ERROR_CODES: readonly ErrorCode[] = [
  { name: 'none', code: 0, doc: 'No error.' },
  { name: 'prompt_too_long', code: 1, doc: 'The prompt has more tokens than the context.' },
  { name: 'token_out_of_range', code: 2, doc: 'A prompt token is not in the vocabulary.' },
  {
    name: 'bad_configuration',
    code: 3,
    doc: 'Temperature, top-k or top-p was not allowed when the sequence began.',
  },
  {
    name: 'aborted',
    code: 4,
    doc: 'control.abort ended the sequence (on the stream only, no error of the register).',
  },
];
