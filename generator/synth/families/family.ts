/** What a cell costs and how long its signals take: the form of the tables in this folder. */

export const RESOURCES = ['lut', 'ff', 'bram', 'uram', 'dsp'] as const;
export type Resource = (typeof RESOURCES)[number];
/** Counts in the family's own units, see `Family.units`; halves and thirds of a block are possible. */
export type Resources = Readonly<Record<Resource, number>>;

/** A delay, and where it is from: a file, a report, or `from memory`. */
export interface Figure {
  readonly picoseconds: number;
  readonly source: string;
}

/**
 * Paths that share their outputs. A pin is a name, then every bit of it, or a name with one bit, `S[3]`.
 * Each input bit reaches each output bit after the input's own delay.
 */
export interface PathGroup {
  readonly from: readonly { readonly pin: string; readonly delay: Figure }[];
  readonly to: readonly string[];
}

/**
 * A cell as seen by timing. An input pin is a clock, or has paths, or a setup time (its own or
 * `otherInputs`); an output pin has paths, or a clock-to-out time. A pin in use with none is an error, so
 * that no path is lost in silence.
 */
export interface CellTiming {
  /** Clocks, and inputs that do not change while the design runs. */
  readonly untimed?: readonly string[];
  readonly paths?: readonly PathGroup[];
  readonly setup?: Readonly<Record<string, Figure>>;
  /** Setup time of every input that is not named elsewhere: enables, resets, control. */
  readonly otherInputs?: Figure;
  readonly clockToOut?: Readonly<Record<string, Figure>>;
  /** From a register inside the cell to another one inside it. */
  readonly internal?: Figure;
  /** What local wires (`Family.localWires`) call the pin. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Added where the pin is reached, or left, over the general routing and not by a local wire. */
  readonly viaRouting?: Readonly<Record<string, Figure>>;
}

export interface CellParameters {
  /** A numeric parameter; 0 where it is absent. */
  number(name: string): number;
  /** A string parameter; empty where it is absent. */
  text(name: string): string;
}

export interface CellModel {
  /** For messages and path reports. A buffer is no logic level. */
  readonly kind: 'lut' | 'mux' | 'carry' | 'ff' | 'lutram' | 'shift' | 'bram' | 'uram' | 'dsp' | 'buffer';
  readonly uses: Partial<Resources>;
  /** Parameters on which `timing` depends. */
  readonly timedBy?: readonly string[];
  timing(parameters: CellParameters): CellTiming;
}

/** Dedicated wiring from one kind of pin to another: no general routing, and no new logic level if it says so. */
export interface LocalWire {
  readonly from: string;
  readonly to: string;
  readonly delay: Figure;
  /** Only where the driver has no other load. */
  readonly exclusive?: boolean;
  /** Driver and load are one logic level: a carry chain, a wide multiplexer, an adder with its sum. */
  readonly sameLevel?: boolean;
}

export interface Family {
  readonly name: string;
  /** Speed grade or device that the figures are of. */
  readonly grade: string;
  /** What one unit of each resource is; null where the family has none. */
  readonly units: Readonly<Record<Resource, string | null>>;
  readonly cells: ReadonlyMap<string, CellModel>;
  readonly localWires: readonly LocalWire[];
  /** General routing: `base` for one load, `perDoubling` more for each doubling of the loads. */
  readonly net: { readonly base: Figure; readonly perDoubling: Figure };
  /** By what every figure above is multiplied for `grade`. */
  readonly scale: { readonly factor: number; readonly source: string };
  /** A critical path is expected within ± this share of what the vendor's tool finds after routing. */
  readonly errorBand: number;
}

/** Names `stem0`, `stem1`, … of pins that the library numbers instead of making them a vector. */
export function numbered(stem: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${stem}${index}`);
}

/** One delay for several pins. */
export function each(pins: readonly string[], delay: Figure): Readonly<Record<string, Figure>> {
  return Object.fromEntries(pins.map((pin) => [pin, delay]));
}

/** `pin`s to `out` with a delay each, in the order of the pins. */
export function lutPaths(pins: readonly string[], out: string, delays: readonly Figure[]): PathGroup {
  return {
    from: pins.flatMap((pin, index) => {
      const delay = delays[index];
      return delay === undefined ? [] : [{ pin, delay }];
    }),
    to: [out],
  };
}

/** A cell whose outputs follow its inputs at once: clock and pad buffers, which timing does not see. */
export function buffer(from: string, to: string): CellModel {
  const delay = { picoseconds: 0, source: 'clock and pad buffers are outside the timed logic' };
  return {
    kind: 'buffer',
    uses: {},
    timing: () => ({ paths: [{ from: [{ pin: from, delay }], to: [to] }] }),
  };
}
