import { InputError } from '../errors.ts';
import { CYCLONE_V_GRADES, cycloneV } from './families/cyclone-v.ts';
import { ECP5_GRADES, ecp5 } from './families/ecp5.ts';
import type { Family } from './families/family.ts';
import { GOWIN_GRADES, gowin } from './families/gowin.ts';
import { type Ice40Device, ice40 } from './families/ice40.ts';
import { XILINX_7_GRADES, xilinx7 } from './families/xilinx-7.ts';
import { XILINX_ULTRASCALE_PLUS_GRADES, xilinxUltrascalePlus } from './families/xilinx-ultrascale-plus.ts';

export const FAMILY_NAMES = [
  'xilinx_ultrascale_plus',
  'xilinx_7',
  'cyclone_v',
  'ecp5',
  'ice40',
  'gowin',
] as const;
export type FamilyName = (typeof FAMILY_NAMES)[number];

/** The grades that a family has figures for; the first is the default. iCE40's are its devices. */
export const FAMILY_GRADES: Readonly<Record<FamilyName, readonly string[]>> = {
  xilinx_ultrascale_plus: XILINX_ULTRASCALE_PLUS_GRADES,
  xilinx_7: XILINX_7_GRADES,
  cyclone_v: CYCLONE_V_GRADES,
  ecp5: ECP5_GRADES,
  ice40: ['hx8k', 'up5k'],
  gowin: GOWIN_GRADES,
};

const BUILDERS: Readonly<Record<FamilyName, (grade: string) => Family>> = {
  xilinx_ultrascale_plus: xilinxUltrascalePlus,
  xilinx_7: xilinx7,
  cyclone_v: cycloneV,
  ecp5,
  ice40: (grade) => ice40(isIce40Device(grade) ? grade : 'hx8k'),
  gowin,
};

/** The table of a family at a speed grade. @throws InputError where there is none */
export function familyTable(name: FamilyName, grade?: string): Family {
  const grades = FAMILY_GRADES[name];
  const chosen = grade ?? grades[0] ?? '';
  if (!grades.includes(chosen)) {
    throw new InputError({
      subject: `speed grade of ${name}`,
      rule: `must be one of ${grades.join(', ')}`,
      received: grade,
    });
  }
  return BUILDERS[name](chosen);
}

/** @throws InputError */
export function familyName(text: unknown, subject: string): FamilyName {
  const known = FAMILY_NAMES.find((name) => name === text);
  if (known !== undefined) return known;
  throw new InputError({ subject, rule: `must be one of ${FAMILY_NAMES.join(', ')}`, received: text });
}

export function isIce40Device(text: string): text is Ice40Device {
  return text === 'hx8k' || text === 'up5k';
}
