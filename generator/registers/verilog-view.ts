import type { Register, RegisterField } from './register-map.ts';

/** A port or register of `control_registers`: its name without suffix and its range with brackets, or ''. */
interface Signal {
  readonly name: string;
  readonly range: string;
}

/** A field that a write reaches: `word` names its register, `slice` its bits there with brackets. */
interface WrittenSignal extends Signal {
  readonly word: string;
  readonly slice: string;
}

interface Separated {
  /** `,` or, behind the last, nothing. */
  readonly separator: string;
}

/** What `templates/shell/control_registers.v.hbs` is filled with. */
export interface ControlRegistersView {
  readonly inputs: readonly Signal[];
  readonly stored: readonly (WrittenSignal & { readonly reset: string })[];
  readonly pulses: readonly (WrittenSignal & Separated)[];
  readonly announced: readonly ({ readonly word: string } & Separated)[];
  readonly writable: readonly ({ readonly word: string; readonly address: string } & Separated)[];
  readonly writableCount: number;
  /** 32-bit registers: what a read shows, most significant piece first. */
  readonly words: readonly {
    readonly word: string;
    readonly address: string;
    readonly pieces: readonly ({ readonly text: string } & Separated)[];
  }[];
  /** 64-bit values, by the word addresses of their halves. */
  readonly pairs: readonly {
    readonly name: string;
    readonly lowAddress: string;
    readonly highAddress: string;
  }[];
}

/** The structure of the register decode. */
export function controlRegistersView(map: readonly Register[]): ControlRegistersView {
  const all = map.flatMap((register) => register.fields.map((field) => ({ register, field })));
  const having = (...access: readonly RegisterField['access'][]) =>
    all.filter(({ field }) => access.includes(field.access));
  const writable = map.filter(({ fields }) => fields.some(({ access }) => isWritable(access)));
  const announced = map.filter((register) => register.announced === true);
  const pulses = having('pulse', 'clear').map(({ register, field }) => ({
    ...written(register, field),
    name: `${signalName(register, field)}${field.access === 'clear' ? '_clear' : ''}`,
    range: '',
  }));
  // The ports end with the pulses and then the announcements: the very last one has no comma.
  const lastPorts = pulses.length + announced.length - 1;
  return {
    inputs: having('ro', 'clear').map(({ register, field }) => ({
      name: signalName(register, field),
      range: range(field.bits),
    })),
    stored: having('rw').map(({ register, field }) => ({
      ...written(register, field),
      reset: `${field.bits}'d${field.reset ?? 0}`,
    })),
    pulses: pulses.map((pulse, index) => ({ ...pulse, separator: comma(index < lastPorts) })),
    announced: announced.map(({ name }, index) => ({
      word: name,
      separator: comma(pulses.length + index < lastPorts),
    })),
    writable: writable.map(({ name, offset }, index) => ({
      word: name,
      address: wordAddress(offset),
      separator: comma(index < writable.length - 1),
    })),
    writableCount: writable.length,
    words: map
      .filter(({ words }) => words === 1)
      .map((register) => {
        const pieces = readPieces(register);
        return {
          word: register.name,
          address: wordAddress(register.offset),
          pieces: pieces.map((text, index) => ({ text, separator: comma(index < pieces.length - 1) })),
        };
      }),
    pairs: map
      .filter(({ words }) => words === 2)
      .map(({ name, offset }) => ({
        name,
        lowAddress: wordAddress(offset),
        highAddress: wordAddress(offset + 4),
      })),
  };
}

/** `<register>_<field>`; a register whose only field is `value` lends it its own name. */
export function signalName(register: Register, field: RegisterField): string {
  return field.name === 'value' ? register.name : `${register.name}_${field.name}`;
}

export function isWritable(access: RegisterField['access']): boolean {
  return access === 'rw' || access === 'pulse' || access === 'clear';
}

function written(register: Register, field: RegisterField): WrittenSignal {
  const { low, bits } = field;
  return {
    name: signalName(register, field),
    range: range(bits),
    word: register.name,
    slice: bits === 1 ? `[${low}]` : `[${low + bits - 1}:${low}]`,
  };
}

/** Verilog expressions that make up a word, bits 31 … 0; what no field covers reads 0. */
function readPieces(register: Register): string[] {
  const pieces: string[] = [];
  let above = 32;
  const zeros = (bits: number): void => {
    if (bits > 0) pieces.push(`${bits}'d0`);
  };
  for (const field of register.fields.toSorted((a, b) => b.low - a.low)) {
    zeros(above - field.low - field.bits);
    pieces.push(readExpression(register, field));
    above = field.low;
  }
  zeros(above);
  return pieces;
}

function readExpression(register: Register, field: RegisterField): string {
  const name = signalName(register, field);
  if (field.access === 'rw') return `${name}_q`;
  if (field.access === 'ro' || field.access === 'clear') return `${name}_i`;
  return `${field.bits}'d${field.access === 'constant' ? (field.reset ?? 0) : 0}`;
}

function range(bits: number): string {
  return bits === 1 ? '' : `[${bits - 1}:0]`;
}

function wordAddress(offset: number): string {
  return `10'h${(offset / 4).toString(16).padStart(3, '0')}`;
}

function comma(wanted: boolean): string {
  return wanted ? ',' : '';
}
