import type { CellModel, CellParameters, CellTiming, Figure, PathGroup } from './family.ts';

/** Delays of a DSP48 by what lies between two of its registers, or between a register and a pin. */
export interface DspFigures {
  /** Setup at a pin's own register (AREG, BREG, CREG, DREG). */
  readonly atInput: Figure;
  /** Setup of A or B at the register behind the multiplier (MREG). */
  readonly toMultiplier: Figure;
  /** Setup at the output register (PREG) of A or B through the multiplier, and of C or PCIN. */
  readonly toOutput: { readonly factor: Figure; readonly addend: Figure };
  /** Pin to P without any register. */
  readonly through: { readonly factor: Figure; readonly addend: Figure };
  /** Clock to P from the output register, from behind the multiplier, from the inputs. */
  readonly clockToOut: { readonly output: Figure; readonly multiplier: Figure; readonly input: Figure };
  /** Register to register: input to multiplier, multiplier to output, input to output. */
  readonly internal: {
    readonly inputToMultiplier: Figure;
    readonly multiplierToOutput: Figure;
    readonly inputToOutput: Figure;
  };
}

const STAGES = ['AREG', 'BREG', 'CREG', 'DREG', 'MREG', 'PREG', 'USE_MULT'];

/** DSP48E1 and DSP48E2 (one block each), by the registers that their parameters switch on. */
export function dsp48(figures: DspFigures): CellModel {
  return {
    kind: 'dsp',
    uses: { dsp: 1 },
    timedBy: STAGES,
    timing: (parameters) => timing(figures, parameters),
  };
}

function timing(figures: DspFigures, parameters: CellParameters): CellTiming {
  const on = (stage: string) => parameters.number(stage) !== 0;
  const multiplies = parameters.text('USE_MULT') !== 'NONE';
  const setup: Record<string, Figure> = {};
  const through: { pin: string; delay: Figure }[] = [];
  for (const [pin, register, factor] of PINS) {
    const product = factor && multiplies;
    if (register !== '' && on(register)) setup[pin] = figures.atInput;
    else if (product && on('MREG')) setup[pin] = figures.toMultiplier;
    else if (on('PREG')) setup[pin] = product ? figures.toOutput.factor : figures.toOutput.addend;
    else through.push({ pin, delay: product ? figures.through.factor : figures.through.addend });
  }
  const out = clockToOut(figures, on);
  const internal = worstInternal(figures, on);
  const paths: PathGroup[] = through.length === 0 ? [] : [{ from: through, to: ['P', 'PCOUT'] }];
  return {
    untimed: ['CLK'],
    paths,
    setup,
    otherInputs: figures.atInput,
    ...(out === null ? {} : { clockToOut: { P: out, PCOUT: out } }),
    ...(internal === null ? {} : { internal }),
    tags: { PCOUT: 'dsp-cascade', PCIN: 'dsp-cascade' },
  };
}

/** Pin, the register right behind it, and whether it is a factor of the product. */
const PINS: readonly (readonly [string, string, boolean])[] = [
  ['A', 'AREG', true],
  ['B', 'BREG', true],
  ['D', 'DREG', true],
  ['C', 'CREG', false],
  ['PCIN', '', false],
];

/** The slowest register that P follows, or null where P follows the pins alone. */
function clockToOut({ clockToOut: from }: DspFigures, on: (stage: string) => boolean): Figure | null {
  if (on('PREG')) return from.output;
  if (on('MREG')) return from.multiplier;
  if (on('AREG') || on('BREG')) return from.input;
  return on('CREG') ? from.multiplier : null;
}

function worstInternal({ internal }: DspFigures, on: (stage: string) => boolean): Figure | null {
  const input = on('AREG') || on('BREG');
  const hops = [
    ...(input && on('MREG') ? [internal.inputToMultiplier] : []),
    ...(on('MREG') && on('PREG') ? [internal.multiplierToOutput] : []),
    ...(input && !on('MREG') && on('PREG') ? [internal.inputToOutput] : []),
  ];
  return hops.reduce<Figure | null>(
    (worst, hop) => (worst === null || hop.picoseconds > worst.picoseconds ? hop : worst),
    null,
  );
}
