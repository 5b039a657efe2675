/** A Verilog module that only connects others, as data: printed once, and asked for everything that depends on its structure. */

/** A value of `bits` bits, printed with its width: for parameters that are vectors. */
export interface SizedNumber {
  readonly value: number;
  readonly bits: number;
}

/** A string is a string of Verilog, and is quoted. */
export type ParameterValue = number | string | SizedNumber;
export type Parameters = Readonly<Record<string, ParameterValue>>;

export interface Port {
  readonly name: string;
  readonly direction: 'input' | 'output';
  /** A number, or the name of a parameter of the module. */
  readonly bits: number | string;
}

/** A wire, and the expression that drives it where no instance does. */
export interface Wire {
  readonly name: string;
  readonly bits: number;
  readonly value?: string;
}

/** A register without reset that takes `next` in enabled cycles in which `when` holds. */
export interface Register {
  readonly name: string;
  readonly bits: number;
  readonly when: string;
  readonly next: string;
}

/** A stream that verification records, by wires of the module: the valid bit, and the data. */
export interface Stream {
  readonly name: string;
  readonly valid: string;
  readonly data: string;
  /** Bits of the data. */
  readonly bits: number;
}

export interface Instance {
  readonly module: string;
  readonly name: string;
  readonly parameters: Parameters;
  /** Port → expression; an output port's is the name of a wire. */
  readonly connections: Readonly<Record<string, string>>;
  /** The stream that the instance produces. */
  readonly stream?: Stream;
}

/** A part of the module under a heading. */
export interface Section {
  readonly title: string;
  readonly wires: readonly Wire[];
  readonly registers?: readonly Register[];
  readonly instances: readonly Instance[];
}

export interface Netlist {
  readonly module: string;
  /** What the module is, lines of the comment at its head. */
  readonly comment: readonly string[];
  /** Numbers that the ports' widths name: the shell is one text for all designs, and sets them. */
  readonly parameters: Readonly<Record<string, number>>;
  readonly ports: readonly Port[];
  /** Expressions that drive output ports which no instance drives. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly sections: readonly Section[];
  /** Names of what the module reads only in a part, or never. */
  readonly unused: readonly string[];
}

export function instancesOf({ sections }: Netlist): readonly Instance[] {
  return sections.flatMap(({ instances }) => instances);
}
