import { type ErrorCode, REGISTER_SPACE, type Register, type RegisterField } from './register-map.ts';
import { isWritable } from './verilog-view.ts';

interface FieldView {
  /** Lower case, as in the map; `constant` is the same in upper case. */
  readonly name: string;
  readonly constant: string;
  readonly low: number;
  readonly bits: number;
  /** `0` or `7:0`. */
  readonly range: string;
  readonly mask: string;
  readonly access: string;
  readonly reset: string;
  /** Python: True | False. */
  readonly signed: string;
  readonly doc: string;
}

interface RegisterView {
  readonly name: string;
  readonly constant: string;
  readonly offset: string;
  readonly words: number;
  readonly doc: string;
  readonly fields: readonly FieldView[];
  /** Fields of a 32-bit register; a 64-bit value has no masks in C. */
  readonly masked: readonly FieldView[];
  /** Value after reset of a register that can be written, else nothing. */
  readonly resets: readonly { readonly value: string }[];
  /** Bits that a read-modify-write must put to 0: they act when written 1. */
  readonly actingMask: string;
}

/** What the templates of `templates/driver/` (C header, Python class, Markdown table) are filled with. */
export interface DriverView {
  readonly space: string;
  readonly registers: readonly RegisterView[];
  readonly errors: readonly (ErrorCode & { readonly constant: string })[];
}

export function driverView(map: readonly Register[], errors: readonly ErrorCode[]): DriverView {
  return {
    space: hexadecimal(REGISTER_SPACE, 4),
    registers: map.map(registerView),
    errors: errors.map((error) => ({ ...error, constant: error.name.toUpperCase() })),
  };
}

function registerView(register: Register): RegisterView {
  const { name, offset, words, doc } = register;
  const fields = register.fields.map(fieldView);
  const acting = register.fields.filter(({ access }) => access === 'pulse' || access === 'clear');
  const writable = register.fields.some(({ access }) => isWritable(access));
  const reset = register.fields.reduce((sum, field) => sum + (field.reset ?? 0) * 2 ** field.low, 0);
  return {
    name,
    constant: name.toUpperCase(),
    offset: hexadecimal(offset, 3),
    words,
    doc,
    fields,
    masked: words === 1 ? fields : [],
    resets: writable ? [{ value: hexadecimal(reset, 8) }] : [],
    actingMask: hexadecimal(
      acting.reduce((sum, field) => sum + maskOf(field), 0),
      8,
    ),
  };
}

function fieldView(field: RegisterField): FieldView {
  const { name, low, bits, access, reset, signed, doc } = field;
  return {
    name,
    constant: name.toUpperCase(),
    low,
    bits,
    range: bits === 1 ? String(low) : `${low + bits - 1}:${low}`,
    mask: hexadecimal(bits > 32 ? 0 : maskOf(field), 8),
    access: ACCESS_NAMES[access],
    reset: reset === null ? '' : String(reset),
    signed: signed === true ? 'True' : 'False',
    doc,
  };
}

/** How the documentation calls them. */
const ACCESS_NAMES: Readonly<Record<RegisterField['access'], string>> = {
  constant: 'read only',
  ro: 'read only',
  rw: 'read, write',
  pulse: 'write 1 to act',
  clear: 'read, write 1 to clear',
};

function maskOf({ low, bits }: RegisterField): number {
  return (2 ** bits - 1) * 2 ** low;
}

function hexadecimal(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}
