import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findExecutable } from '../find-executable.ts';
import type { CellTiming, Family, Figure } from './families/family.ts';
import { FAMILY_GRADES, FAMILY_NAMES, familyName, familyTable } from './families.ts';
import { type SpecifiedDelay, specifiedDelays } from './support/specify-block.ts';
import { timedCells } from './support/timed-cells.ts';

const grades = FAMILY_NAMES.flatMap((name) => FAMILY_GRADES[name].map((grade) => [name, grade] as const));

describe('the tables of the families', () => {
  test.each(grades)('%s %s: every figure has a source and is a delay', (name, grade) => {
    const family = familyTable(name, grade);
    const figures = [
      family.net.base,
      family.net.perDoubling,
      ...family.localWires.map(({ delay }) => delay),
      ...timedCells(family).flatMap(({ timing }) => figuresOf(timing)),
    ];
    for (const { picoseconds, source } of figures) {
      expect(source).not.toBe('');
      expect(picoseconds).toBeGreaterThanOrEqual(-200);
      expect(picoseconds).toBeLessThan(15_000);
    }
    expect(family.scale.factor).toBeGreaterThan(0.5);
    expect(family.errorBand).toBeGreaterThan(0);
    expect(family).toMatchObject({ name, grade });
  });

  test.each(grades)('%s %s: local wires join pins that cells have', (name, grade) => {
    const family = familyTable(name, grade);
    const tags = new Set(timedCells(family).flatMap(({ timing }) => Object.values(timing.tags ?? {})));
    for (const { from, to } of family.localWires)
      expect([...tags]).toEqual(expect.arrayContaining([from, to]));
  });

  test('refuse a grade, and a family, that they do not have', () => {
    expect(() => familyTable('ecp5', '9')).toThrow(
      'speed grade of ecp5 must be one of 6, 7, 8, received "9"',
    );
    expect(() => familyName('max10', 'design.json: family')).toThrow(
      'design.json: family must be one of xilinx_ultrascale_plus, xilinx_7, cyclone_v, ecp5, ice40, gowin, received "max10"',
    );
  });
});

function figuresOf(timing: CellTiming): readonly Figure[] {
  return [
    ...(timing.paths ?? []).flatMap(({ from }) => from.map(({ delay }) => delay)),
    ...Object.values(timing.setup ?? {}),
    ...Object.values(timing.clockToOut ?? {}),
    ...Object.values(timing.viaRouting ?? {}),
    ...[timing.otherInputs, timing.internal].filter((figure) => figure !== undefined),
  ];
}

const LIBRARY = (findExecutable('yosys') ?? '').replace(/bin\/yosys$/, 'share/yosys');
const skip = !existsSync(`${LIBRARY}/ice40/cells_sim.v`);
if (skip) console.warn('SKIPPED: yosys not installed, so its library is not compared with our tables');

/** Files of the library, with the macro that selects the device, and which of their cells our table takes whole. */
const SOURCES: readonly {
  readonly family: Family;
  readonly file: string;
  readonly macro: string | null;
  readonly cells: readonly string[];
  /** Where our table is of a faster device: by what the library's figures are multiplied. */
  readonly factor?: number;
}[] = [
  {
    family: familyTable('ice40', 'hx8k'),
    file: 'ice40/cells_sim.v',
    macro: 'ICE40_HX',
    cells: ['SB_LUT4', 'SB_CARRY', 'SB_DFF', 'SB_DFFE', 'SB_DFFSR', 'SB_RAM40_4K'],
  },
  {
    family: familyTable('ice40', 'up5k'),
    file: 'ice40/cells_sim.v',
    macro: 'ICE40_U',
    cells: ['SB_LUT4', 'SB_CARRY', 'SB_DFFESR', 'SB_RAM40_4K'],
  },
  {
    family: familyTable('cyclone_v'),
    file: 'intel_alm/common/alm_sim.v',
    macro: 'cyclonev',
    cells: [
      'MISTRAL_ALUT6',
      'MISTRAL_ALUT5',
      'MISTRAL_ALUT4',
      'MISTRAL_ALUT3',
      'MISTRAL_ALUT2',
      'MISTRAL_NOT',
      'MISTRAL_ALUT_ARITH',
    ],
  },
  {
    family: familyTable('cyclone_v'),
    file: 'intel_alm/common/dsp_sim.v',
    macro: 'cyclonev',
    cells: ['MISTRAL_MUL27X27', 'MISTRAL_MUL18X18', 'MISTRAL_MUL9X9'],
  },
  {
    family: familyTable('cyclone_v'),
    file: 'intel_alm/common/mem_sim.v',
    macro: 'cyclonev',
    cells: ['MISTRAL_MLAB', 'MISTRAL_M10K'],
  },
  {
    family: familyTable('xilinx_7'),
    file: 'xilinx/cells_sim.v',
    macro: null,
    cells: ['CARRY4', 'MUXF7', 'MUXF8'],
  },
  {
    family: familyTable('gowin'),
    file: 'gowin/cells_sim.v',
    macro: null,
    cells: ['ALU', 'MUX2_LUT5', 'MUX2_LUT6', 'MUX2_LUT7', 'MUX2_LUT8'],
    factor: 0.38,
  },
];

/**
 * Where our table leaves the library: both data inputs of a wide multiplexer have the slower's figure, and the
 * setup of a flip-flop may be negative, which the library cannot say.
 */
const APART = new Set(['MUXF7.I0', 'MUXF8.I1', 'SB_DFFESR.D']);

describe.skipIf(skip).each(SOURCES)('yosys’ own figures: $file for $family.name $family.grade', (source) => {
  test.each(source.cells)('%s', (type) => {
    const delays = specifiedDelays(readFileSync(`${LIBRARY}/${source.file}`, 'utf8'), type, source.macro);
    expect(delays.length).toBeGreaterThan(0);
    for (const delay of delays) {
      const ours = ourFigure(source.family, type, delay);
      const name = `${type}.${delay.from}`;
      if (APART.has(name)) expect(Math.abs(ours - delay.picoseconds), name).toBeLessThan(60);
      else {
        const expected = Math.round(delay.picoseconds * (source.factor ?? 1));
        expect(ours, `${type}: ${delay.kind} ${delay.from} ${delay.to}`).toBe(expected);
      }
    }
  });
});

/** What our table has for a delay of the library; NaN where it has nothing. */
function ourFigure(family: Family, type: string, { kind, from, to }: SpecifiedDelay): number {
  const timing = timedCells(family).find((cell) => cell.type === type)?.timing;
  if (kind === 'setup') return (timing?.setup?.[from] ?? timing?.otherInputs)?.picoseconds ?? Number.NaN;
  if (kind === 'clock') return timing?.clockToOut?.[to]?.picoseconds ?? Number.NaN;
  const paths = (timing?.paths ?? []).filter((group) => group.to.includes(to));
  return (
    paths.flatMap((group) => group.from).find(({ pin }) => pin === from)?.delay.picoseconds ?? Number.NaN
  );
}
