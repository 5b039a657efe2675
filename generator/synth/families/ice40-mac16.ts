import type { CellModel, CellTiming, Figure } from './family.ts';

const FILE = 'icestorm icefuzz/timings_up5k.txt SB_MAC16_';

function storm(picoseconds: number, cell: string): Figure {
  return { picoseconds, source: `${FILE}${cell}` };
}

/** The pieces that the file gives no figure of alone. */
function derived(picoseconds: number, how: string): Figure {
  return { picoseconds, source: `derived from ${FILE}MUL_U_*: ${how}` };
}

const AT_INPUT = storm(14, 'MUL_U_16X16_ALL_PIPELINE setup A');
const PRODUCTS = '8×8 products take 8X8_BYPASS B to O 5863 less the output 1400';
const SUM = 'their sum takes 16X16_BYPASS 9050 less 8X8_BYPASS 5863';

/**
 * SB_MAC16 of UP5K by its registers: A and B at the input, the partial products (PIPELINE_16x16_MULT_REG1),
 * their sum (REG2), and the accumulator at the output (OUTPUT_SELECT 1, or 0 for its adder alone).
 */
export function mac16(): CellModel {
  return {
    kind: 'dsp',
    uses: { dsp: 1 },
    timedBy: ['A_REG', 'B_REG', 'BOTOUTPUT_SELECT', 'PIPELINE_16x16_MULT_REG1', 'PIPELINE_16x16_MULT_REG2'],
    timing: (parameters) => {
      const on = (name: string) => parameters.number(name) === 1;
      const stages = {
        input: on('A_REG') && on('B_REG'),
        products: on('PIPELINE_16x16_MULT_REG1'),
        late: on('PIPELINE_16x16_MULT_REG2') || on('BOTOUTPUT_SELECT'),
      };
      const control = storm(454, 'MAC_U_16X16_ALL_PIPELINE, the worst of hold and load');
      return {
        untimed: ['CLK'],
        otherInputs: control,
        ...factors(stages, parameters.number('BOTOUTPUT_SELECT') === 0),
      };
    },
  };
}

interface Stages {
  readonly input: boolean;
  readonly products: boolean;
  readonly late: boolean;
}

function factors({ input, products, late }: Stages, adder: boolean): CellTiming {
  const all = (figure: Figure) => ({ A: figure, B: figure });
  const addend = storm(2636, 'MAC_U_16X16_BYPASS setup ADDSUBBOT');
  const addends = { C: addend, D: addend, ADDSUBTOP: addend, ADDSUBBOT: addend };
  if (products || late) {
    const toProducts = derived(4400, PRODUCTS);
    const toLate = storm(6504, 'MAC_U_16X16_BYPASS setup B');
    return {
      setup: { ...all(input ? AT_INPUT : products ? toProducts : toLate), ...addends },
      clockToOut: {
        O: late ? storm(2009, 'MUL_U_16X16_ALL_PIPELINE CLK to O') : derived(5200, `CLK to O 2009; ${SUM}`),
      },
      ...internal({ input, products, late }),
    };
  }
  const whole = adder
    ? derived(9050 + 1100, '16X16_BYPASS B to O 9050 and the adder, MAC_U_16X16_BYPASS to ACCUMCO')
    : storm(9050, 'MUL_U_16X16_BYPASS B to O');
  if (input) {
    const registered = derived(
      whole.picoseconds + 600,
      'B to O; clock to the input register 600 from memory',
    );
    return { setup: { ...all(AT_INPUT), ...addends }, clockToOut: { O: registered } };
  }
  return { paths: [{ from: ['A', 'B', 'C', 'D'].map((pin) => ({ pin, delay: whole })), to: ['O'] }] };
}

/** The slowest way from one of its registers to the next. */
function internal({ input, products, late }: Stages): Pick<CellTiming, 'internal'> {
  if (input && !products)
    return { internal: derived(7100, 'setup of B 6504; clock to the input register 600 from memory') };
  if (input) return { internal: derived(5000, `${PRODUCTS}; clock to the input register 600 from memory`) };
  return products && late ? { internal: derived(3800, `${SUM}; clock to the register 600 from memory`) } : {};
}
